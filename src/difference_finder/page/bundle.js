"use strict";(()=>{var ue=globalThis,fe=ue.ShadowRoot&&(ue.ShadyCSS===void 0||ue.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Fe=Symbol(),$t=new WeakMap,Z=class{constructor(r,e,t){if(this._$cssResult$=!0,t!==Fe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=r,this.t=e}get styleSheet(){let r=this.o,e=this.t;if(fe&&r===void 0){let t=e!==void 0&&e.length===1;t&&(r=$t.get(e)),r===void 0&&((this.o=r=new CSSStyleSheet).replaceSync(this.cssText),t&&$t.set(e,r))}return r}toString(){return this.cssText}},J=n=>new Z(typeof n=="string"?n:n+"",void 0,Fe),x=(n,...r)=>{let e=n.length===1?n[0]:r.reduce((t,i,o)=>t+(s=>{if(s._$cssResult$===!0)return s.cssText;if(typeof s=="number")return s;throw Error("Value passed to 'css' function must be a 'css' function result: "+s+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+n[o+1],n[0]);return new Z(e,n,Fe)},wt=(n,r)=>{if(fe)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of r){let t=document.createElement("style"),i=ue.litNonce;i!==void 0&&t.setAttribute("nonce",i),t.textContent=e.cssText,n.appendChild(t)}},qe=fe?n=>n:n=>n instanceof CSSStyleSheet?(r=>{let e="";for(let t of r.cssRules)e+=t.cssText;return J(e)})(n):n;var{is:si,defineProperty:ai,getOwnPropertyDescriptor:li,getOwnPropertyNames:ci,getOwnPropertySymbols:di,getPrototypeOf:hi}=Object,ge=globalThis,St=ge.trustedTypes,pi=St?St.emptyScript:"",mi=ge.reactiveElementPolyfillSupport,G=(n,r)=>n,We={toAttribute(n,r){switch(r){case Boolean:n=n?pi:null;break;case Object:case Array:n=n==null?n:JSON.stringify(n)}return n},fromAttribute(n,r){let e=n;switch(r){case Boolean:e=n!==null;break;case Number:e=n===null?null:Number(n);break;case Object:case Array:try{e=JSON.parse(n)}catch{e=null}}return e}},kt=(n,r)=>!si(n,r),Et={attribute:!0,type:String,converter:We,reflect:!1,useDefault:!1,hasChanged:kt};Symbol.metadata??=Symbol("metadata"),ge.litPropertyMetadata??=new WeakMap;var _=class extends HTMLElement{static addInitializer(r){this._$Ei(),(this.l??=[]).push(r)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(r,e=Et){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(r)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(r,e),!e.noAccessor){let t=Symbol(),i=this.getPropertyDescriptor(r,t,e);i!==void 0&&ai(this.prototype,r,i)}}static getPropertyDescriptor(r,e,t){let{get:i,set:o}=li(this.prototype,r)??{get(){return this[e]},set(s){this[e]=s}};return{get:i,set(s){let a=i?.call(this);o?.call(this,s),this.requestUpdate(r,a,t)},configurable:!0,enumerable:!0}}static getPropertyOptions(r){return this.elementProperties.get(r)??Et}static _$Ei(){if(this.hasOwnProperty(G("elementProperties")))return;let r=hi(this);r.finalize(),r.l!==void 0&&(this.l=[...r.l]),this.elementProperties=new Map(r.elementProperties)}static finalize(){if(this.hasOwnProperty(G("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(G("properties"))){let e=this.properties,t=[...ci(e),...di(e)];for(let i of t)this.createProperty(i,e[i])}let r=this[Symbol.metadata];if(r!==null){let e=litPropertyMetadata.get(r);if(e!==void 0)for(let[t,i]of e)this.elementProperties.set(t,i)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let i=this._$Eu(e,t);i!==void 0&&this._$Eh.set(i,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(r){let e=[];if(Array.isArray(r)){let t=new Set(r.flat(1/0).reverse());for(let i of t)e.unshift(qe(i))}else r!==void 0&&e.push(qe(r));return e}static _$Eu(r,e){let t=e.attribute;return t===!1?void 0:typeof t=="string"?t:typeof r=="string"?r.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(r=>this.enableUpdating=r),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(r=>r(this))}addController(r){(this._$EO??=new Set).add(r),this.renderRoot!==void 0&&this.isConnected&&r.hostConnected?.()}removeController(r){this._$EO?.delete(r)}_$E_(){let r=new Map,e=this.constructor.elementProperties;for(let t of e.keys())this.hasOwnProperty(t)&&(r.set(t,this[t]),delete this[t]);r.size>0&&(this._$Ep=r)}createRenderRoot(){let r=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return wt(r,this.constructor.elementStyles),r}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(r=>r.hostConnected?.())}enableUpdating(r){}disconnectedCallback(){this._$EO?.forEach(r=>r.hostDisconnected?.())}attributeChangedCallback(r,e,t){this._$AK(r,t)}_$ET(r,e){let t=this.constructor.elementProperties.get(r),i=this.constructor._$Eu(r,t);if(i!==void 0&&t.reflect===!0){let o=(t.converter?.toAttribute!==void 0?t.converter:We).toAttribute(e,t.type);this._$Em=r,o==null?this.removeAttribute(i):this.setAttribute(i,o),this._$Em=null}}_$AK(r,e){let t=this.constructor,i=t._$Eh.get(r);if(i!==void 0&&this._$Em!==i){let o=t.getPropertyOptions(i),s=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:We;this._$Em=i;let a=s.fromAttribute(e,o.type);this[i]=a??this._$Ej?.get(i)??a,this._$Em=null}}requestUpdate(r,e,t,i=!1,o){if(r!==void 0){let s=this.constructor;if(i===!1&&(o=this[r]),t??=s.getPropertyOptions(r),!((t.hasChanged??kt)(o,e)||t.useDefault&&t.reflect&&o===this._$Ej?.get(r)&&!this.hasAttribute(s._$Eu(r,t))))return;this.C(r,e,t)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(r,e,{useDefault:t,reflect:i,wrapped:o},s){t&&!(this._$Ej??=new Map).has(r)&&(this._$Ej.set(r,s??e??this[r]),o!==!0||s!==void 0)||(this._$AL.has(r)||(this.hasUpdated||t||(e=void 0),this._$AL.set(r,e)),i===!0&&this._$Em!==r&&(this._$Eq??=new Set).add(r))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let r=this.scheduleUpdate();return r!=null&&await r,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[i,o]of this._$Ep)this[i]=o;this._$Ep=void 0}let t=this.constructor.elementProperties;if(t.size>0)for(let[i,o]of t){let{wrapped:s}=o,a=this[i];s!==!0||this._$AL.has(i)||a===void 0||this.C(i,void 0,o,a)}}let r=!1,e=this._$AL;try{r=this.shouldUpdate(e),r?(this.willUpdate(e),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(e)):this._$EM()}catch(t){throw r=!1,this._$EM(),t}r&&this._$AE(e)}willUpdate(r){}_$AE(r){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(r)),this.updated(r)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(r){return!0}update(r){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(r){}firstUpdated(r){}};_.elementStyles=[],_.shadowRootOptions={mode:"open"},_[G("elementProperties")]=new Map,_[G("finalized")]=new Map,mi?.({ReactiveElement:_}),(ge.reactiveElementVersions??=[]).push("2.1.2");var Ye=globalThis,Mt=n=>n,be=Ye.trustedTypes,At=be?be.createPolicy("lit-html",{createHTML:n=>n}):void 0,Ze="$lit$",T=`lit$${Math.random().toFixed(9).slice(2)}$`,Je="?"+T,ui=`<${Je}>`,I=document,X=()=>I.createComment(""),ee=n=>n===null||typeof n!="object"&&typeof n!="function",Ge=Array.isArray,Lt=n=>Ge(n)||typeof n?.[Symbol.iterator]=="function",Ke=`[ 	
\f\r]`,Q=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,_t=/-->/g,Tt=/>/g,D=RegExp(`>|${Ke}(?:([^\\s"'>=/]+)(${Ke}*=${Ke}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Rt=/'/g,Ct=/"/g,Nt=/^(?:script|style|textarea|title)$/i,Qe=n=>(r,...e)=>({_$litType$:n,strings:r,values:e}),p=Qe(1),re=Qe(2),nn=Qe(3),R=Symbol.for("lit-noChange"),m=Symbol.for("lit-nothing"),Pt=new WeakMap,U=I.createTreeWalker(I,129);function zt(n,r){if(!Ge(n)||!n.hasOwnProperty("raw"))throw Error("invalid template strings array");return At!==void 0?At.createHTML(r):r}var Ot=(n,r)=>{let e=n.length-1,t=[],i,o=r===2?"<svg>":r===3?"<math>":"",s=Q;for(let a=0;a<e;a++){let l=n[a],d,c,h=-1,u=0;for(;u<l.length&&(s.lastIndex=u,c=s.exec(l),c!==null);)u=s.lastIndex,s===Q?c[1]==="!--"?s=_t:c[1]!==void 0?s=Tt:c[2]!==void 0?(Nt.test(c[2])&&(i=RegExp("</"+c[2],"g")),s=D):c[3]!==void 0&&(s=D):s===D?c[0]===">"?(s=i??Q,h=-1):c[1]===void 0?h=-2:(h=s.lastIndex-c[2].length,d=c[1],s=c[3]===void 0?D:c[3]==='"'?Ct:Rt):s===Ct||s===Rt?s=D:s===_t||s===Tt?s=Q:(s=D,i=void 0);let f=s===D&&n[a+1].startsWith("/>")?" ":"";o+=s===Q?l+ui:h>=0?(t.push(d),l.slice(0,h)+Ze+l.slice(h)+T+f):l+T+(h===-2?a:f)}return[zt(n,o+(n[e]||"<?>")+(r===2?"</svg>":r===3?"</math>":"")),t]},te=class n{constructor({strings:r,_$litType$:e},t){let i;this.parts=[];let o=0,s=0,a=r.length-1,l=this.parts,[d,c]=Ot(r,e);if(this.el=n.createElement(d,t),U.currentNode=this.el.content,e===2||e===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(i=U.nextNode())!==null&&l.length<a;){if(i.nodeType===1){if(i.hasAttributes())for(let h of i.getAttributeNames())if(h.endsWith(Ze)){let u=c[s++],f=i.getAttribute(h).split(T),g=/([.?@])?(.*)/.exec(u);l.push({type:1,index:o,name:g[2],strings:f,ctor:g[1]==="."?ve:g[1]==="?"?xe:g[1]==="@"?$e:B}),i.removeAttribute(h)}else h.startsWith(T)&&(l.push({type:6,index:o}),i.removeAttribute(h));if(Nt.test(i.tagName)){let h=i.textContent.split(T),u=h.length-1;if(u>0){i.textContent=be?be.emptyScript:"";for(let f=0;f<u;f++)i.append(h[f],X()),U.nextNode(),l.push({type:2,index:++o});i.append(h[u],X())}}}else if(i.nodeType===8)if(i.data===Je)l.push({type:2,index:o});else{let h=-1;for(;(h=i.data.indexOf(T,h+1))!==-1;)l.push({type:7,index:o}),h+=T.length-1}o++}}static createElement(r,e){let t=I.createElement("template");return t.innerHTML=r,t}};function H(n,r,e=n,t){if(r===R)return r;let i=t!==void 0?e._$Co?.[t]:e._$Cl,o=ee(r)?void 0:r._$litDirective$;return i?.constructor!==o&&(i?._$AO?.(!1),o===void 0?i=void 0:(i=new o(n),i._$AT(n,e,t)),t!==void 0?(e._$Co??=[])[t]=i:e._$Cl=i),i!==void 0&&(r=H(n,i._$AS(n,r.values),i,t)),r}var ye=class{constructor(r,e){this._$AV=[],this._$AN=void 0,this._$AD=r,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(r){let{el:{content:e},parts:t}=this._$AD,i=(r?.creationScope??I).importNode(e,!0);U.currentNode=i;let o=U.nextNode(),s=0,a=0,l=t[0];for(;l!==void 0;){if(s===l.index){let d;l.type===2?d=new V(o,o.nextSibling,this,r):l.type===1?d=new l.ctor(o,l.name,l.strings,this,r):l.type===6&&(d=new we(o,this,r)),this._$AV.push(d),l=t[++a]}s!==l?.index&&(o=U.nextNode(),s++)}return U.currentNode=I,i}p(r){let e=0;for(let t of this._$AV)t!==void 0&&(t.strings!==void 0?(t._$AI(r,t,e),e+=t.strings.length-2):t._$AI(r[e])),e++}},V=class n{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(r,e,t,i){this.type=2,this._$AH=m,this._$AN=void 0,this._$AA=r,this._$AB=e,this._$AM=t,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let r=this._$AA.parentNode,e=this._$AM;return e!==void 0&&r?.nodeType===11&&(r=e.parentNode),r}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(r,e=this){r=H(this,r,e),ee(r)?r===m||r==null||r===""?(this._$AH!==m&&this._$AR(),this._$AH=m):r!==this._$AH&&r!==R&&this._(r):r._$litType$!==void 0?this.$(r):r.nodeType!==void 0?this.T(r):Lt(r)?this.k(r):this._(r)}O(r){return this._$AA.parentNode.insertBefore(r,this._$AB)}T(r){this._$AH!==r&&(this._$AR(),this._$AH=this.O(r))}_(r){this._$AH!==m&&ee(this._$AH)?this._$AA.nextSibling.data=r:this.T(I.createTextNode(r)),this._$AH=r}$(r){let{values:e,_$litType$:t}=r,i=typeof t=="number"?this._$AC(r):(t.el===void 0&&(t.el=te.createElement(zt(t.h,t.h[0]),this.options)),t);if(this._$AH?._$AD===i)this._$AH.p(e);else{let o=new ye(i,this),s=o.u(this.options);o.p(e),this.T(s),this._$AH=o}}_$AC(r){let e=Pt.get(r.strings);return e===void 0&&Pt.set(r.strings,e=new te(r)),e}k(r){Ge(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,t,i=0;for(let o of r)i===e.length?e.push(t=new n(this.O(X()),this.O(X()),this,this.options)):t=e[i],t._$AI(o),i++;i<e.length&&(this._$AR(t&&t._$AB.nextSibling,i),e.length=i)}_$AR(r=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);r!==this._$AB;){let t=Mt(r).nextSibling;Mt(r).remove(),r=t}}setConnected(r){this._$AM===void 0&&(this._$Cv=r,this._$AP?.(r))}},B=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(r,e,t,i,o){this.type=1,this._$AH=m,this._$AN=void 0,this.element=r,this.name=e,this._$AM=i,this.options=o,t.length>2||t[0]!==""||t[1]!==""?(this._$AH=Array(t.length-1).fill(new String),this.strings=t):this._$AH=m}_$AI(r,e=this,t,i){let o=this.strings,s=!1;if(o===void 0)r=H(this,r,e,0),s=!ee(r)||r!==this._$AH&&r!==R,s&&(this._$AH=r);else{let a=r,l,d;for(r=o[0],l=0;l<o.length-1;l++)d=H(this,a[t+l],e,l),d===R&&(d=this._$AH[l]),s||=!ee(d)||d!==this._$AH[l],d===m?r=m:r!==m&&(r+=(d??"")+o[l+1]),this._$AH[l]=d}s&&!i&&this.j(r)}j(r){r===m?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,r??"")}},ve=class extends B{constructor(){super(...arguments),this.type=3}j(r){this.element[this.name]=r===m?void 0:r}},xe=class extends B{constructor(){super(...arguments),this.type=4}j(r){this.element.toggleAttribute(this.name,!!r&&r!==m)}},$e=class extends B{constructor(r,e,t,i,o){super(r,e,t,i,o),this.type=5}_$AI(r,e=this){if((r=H(this,r,e,0)??m)===R)return;let t=this._$AH,i=r===m&&t!==m||r.capture!==t.capture||r.once!==t.once||r.passive!==t.passive,o=r!==m&&(t===m||i);i&&this.element.removeEventListener(this.name,this,t),o&&this.element.addEventListener(this.name,this,r),this._$AH=r}handleEvent(r){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,r):this._$AH.handleEvent(r)}},we=class{constructor(r,e,t){this.element=r,this.type=6,this._$AN=void 0,this._$AM=e,this.options=t}get _$AU(){return this._$AM._$AU}_$AI(r){H(this,r)}},jt={M:Ze,P:T,A:Je,C:1,L:Ot,R:ye,D:Lt,V:H,I:V,H:B,N:xe,U:$e,B:ve,F:we},fi=Ye.litHtmlPolyfillSupport;fi?.(te,V),(Ye.litHtmlVersions??=[]).push("3.3.3");var Dt=(n,r,e)=>{let t=e?.renderBefore??r,i=t._$litPart$;if(i===void 0){let o=e?.renderBefore??null;t._$litPart$=i=new V(r.insertBefore(X(),o),o,void 0,e??{})}return i._$AI(n),i};var Xe=globalThis,$=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let r=super.createRenderRoot();return this.renderOptions.renderBefore??=r.firstChild,r}update(r){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(r),this._$Do=Dt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return R}};$._$litElement$=!0,$.finalized=!0,Xe.litElementHydrateSupport?.({LitElement:$});var gi=Xe.litElementPolyfillSupport;gi?.({LitElement:$});(Xe.litElementVersions??=[]).push("4.2.2");var Ut={magma:"00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",viridis:"44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",diverging:"154fac1750ad1852af1953b01b54b11c55b31d57b41f58b52059b7215ab8225cb9245dbb255ebc265fbe2761bf2962c02a63c22b64c32c66c42e67c62f68c73069c8316bca326ccb346dcd356ece3670cf3871d03972d23a74d33c75d43d76d53e77d74079d8417ad9427bda447ddb457edc477fdd4881de4a82df4b83e04d85e14e86e25087e35189e4538ae5558be6568de7588ee8598fe85b91e95d92ea5e93eb6095ec6296ec6497ed6599ee679aee699bef6a9df06c9ef06e9ff170a1f172a2f273a3f375a5f377a6f479a8f47ba9f57daaf57facf580adf682aef684b0f786b1f788b2f78ab4f88cb5f88eb6f890b8f992b9f994baf996bcf998bdf99abefa9cc0fa9ec1faa0c2faa2c4faa4c5faa6c6faa8c8faabc9fbadcafbafccfbb1cdfbb3cefbb5d0fbb7d1fbb9d2fbbbd4fabed5fac0d6fac2d7fac4d9fac6dafac8dbfacbddfacddefacfdff9d1e1f9d3e2f9d6e3f9d8e4f9dae6f8dce7f8dfe8f8e1eaf8e3ebf7e5ecf7e7edf7eaeff7ecf0f6eef1f6f0f2f6f3f4f5f5f5f5f5f3f3f5f1f0f6efeef6edecf6eceaf6eae7f7e8e5f7e6e3f7e4e1f7e2dff7e0dcf7dedaf7dcd8f8dbd6f8d9d4f8d7d1f8d5cff8d3cdf8d1cbf8cfc9f8cdc6f8ccc4f8cac2f8c8c0f7c6bef7c4bcf7c2baf7c0b7f7beb5f7bdb3f7bbb1f6b9aff6b7adf6b5abf6b3a9f5b1a7f5b0a5f5aea3f4aca1f4aa9ff4a89df3a69bf3a599f3a397f2a195f29f93f19d91f19c8ff09a8df0988bef9689ef9487ee9385ed9183ed8f81ec8d7fec8b7eeb8a7cea887aea8678e98476e88374e78173e77f71e67d6fe57c6de47a6ce3786ae27768e27566e17365e07263df7061de6e60dd6d5edc6b5cdb695bda6859d96658d86456d76355d66153d56051d45e50d35c4ed25b4dd0594bcf584ace5648cd5547cc5346cb5244c95043c84f41c74d40c64c3fc44a3dc3493cc2473bc04639bf4538be4337bc4236bb4034b93f33b83e32b73c31b53b2fb43a2eb2382db1372cb0362bae3429ad3328ab3127aa3026a92f24a72d23a62c22a42a21a3291fa2271ea0261d9f241c9d231a9c21199b2018"};function P(n,r){return r?Math.sign(n)*Math.abs(n)**(1/r.power)/r.size:n}var L=["magma","viridis","grey"],N=255,bi=0,yi=[4288059030,4289769648],vi=4286611584;function et(n){if(n==="grey")return Uint8Array.from({length:768},(e,t)=>Math.floor(t/3));let r=Ut[n]??"";return Uint8Array.from({length:r.length/2},(e,t)=>parseInt(r.slice(2*t,2*t+2),16))}var Se=(n,r)=>n.low+r/65535*(n.high-n.low);function Ht(n,r){let e=et(r.colourmap),t=e.length/3-1,i=t/(r.vmax-r.vmin),o=new Uint32Array(65536);for(let s=0;s<65536;s++){let a=Se(n,s);Math.abs(a)<r.threshold&&(a=0);let l=3*Math.round(Math.max(0,Math.min(t,(a-r.vmin)*i)));o[s]=(4278190080|e[l+2]<<16|e[l+1]<<8|e[l])>>>0}return o}function Bt(n,r,e,t){let i=new Uint32Array(n.length);for(let o=0;o<n.length;o++){let s=r[o];s===N?i[o]=t[n[o]]:s!==bi?i[o]=vi:i[o]=yi[o%e+Math.floor(o/e)>>2&1]}return new ImageData(new Uint8ClampedArray(i.buffer),e,n.length/e)}function It(n,r){let e=Math.floor(Math.log10(n)),t=[-1,0,1].flatMap(o=>[1,2,5].map(s=>+`${s}e${e+o}`)),i=1e-6;return r?Math.min(...t.filter(o=>o>=n*(1-i))):Math.max(...t.filter(o=>o<=n*(1+i)))}function Vt(n,r,e){let t=n.some(g=>g.signed),i=n.reduce((g,y)=>y.unit_range&&y.unit_range>(g??0)?y.unit_range:g,null),o=Math.max(0,...n.map(g=>g.vmax??0)),s=Math.max(0,...r.map(({typical:g,peak:y})=>g||y)),a=o;a||(a=s?i?i/It(i/s,!1):It(s,!0):i??1),a/=e.gain;let l=i?` (\xD7${b(i/a,3)}${i/a>20?", strongly amplified":""})`:"",d=n[0]?.errors??null,c=d?.name??n[0]?.unit,h=c?` ${c}`:"",u=b(P(a,d)),f=s===0&&r.length>0?", the map is zero":"";return{vmin:t?-a:0,vmax:a,threshold:e.threshold*a,colourmap:t?"diverging":e.colourmap,label:`${t?`\u2212${u}`:"0"} \u2026 ${u}${h}${l}${f}`,unit:d}}function b(n,r=4){if(n==null||Number.isNaN(n))return"\u2013";if(!Number.isFinite(n))return n>0?"\u221E":"\u2212\u221E";let e=Math.min(7,Math.floor(Math.log10(Math.abs(n)||1))+1),t=Number(n.toPrecision(Math.max(r,e)));return(t!==0&&(Math.abs(t)<1e-4||Math.abs(t)>=1e7)?t.toExponential().replace("e+","e"):String(t)).replace(/^-/,"\u2212")}var Ee=n=>n.kinds?.[0]?.name??"",ie=n=>n.replaceAll("_"," ");function F(n,r){let e=(n?.regions??[]).map((t,i)=>({number:i+1,region:t}));return r?e.filter(({region:t})=>Ee(t)===r):e}var Ft=(n,r)=>r===""||(n.regions??[]).some(e=>Ee(e)===r),qt=n=>Kt(n.map(r=>[Ee(r)])),Wt=n=>Kt(n.map(({regions:r})=>[...new Set((r??[]).map(Ee))]));function Kt(n){let r=new Map;for(let e of n.flat())e&&r.set(e,(r.get(e)??0)+1);return[...r].sort(([e,t],[i,o])=>o-t||(e<i?-1:1))}function tt({name:n,strength:r,unit:e,confidence:t}){let i=e?` ${b(r,3)} ${e}`:"";return`${ie(n)}${i}, confidence ${t<.995?t.toFixed(2):"over 0.99"}`}var ke=["best","rival_best","median","random"];function rt(n,r){let e=r.get(n.image);return e===void 0?[]:[{entry:e,box:{x:n.x,y:n.y,width:n.size,height:n.size}}]}function Yt(n,{entry:r,kind:e},t){let{crops:i,entries:o}=n;return i?ke.flatMap(s=>i[s]).flatMap(s=>rt(s,t)):F(o[r],e).map(({region:s})=>({entry:r,box:s}))}function it({crops:n,kind:r,entries:e}){return!!n||r==="comparison"&&e.some(({regions:t,load:i,opening:o})=>t??i??o)}var E=x`
 button,
 select,
 input[type="search"] {
 font: inherit;
 font-size: 12.5px;
 color: var(--text);
 background: var(--control);
 border: 1px solid var(--edge);
 border-radius: 5px;
 padding: 3px 8px;
 min-height: 26px;
 box-sizing: border-box;
 }
 button {
 cursor: pointer;
 white-space: nowrap;
 }
 button:hover {
 border-color: var(--dim);
 }
 button:disabled {
 opacity: 0.6;
 cursor: default;
 }
 button[aria-pressed="true"],
 button[aria-selected="true"] {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .chip {
 border-radius: 13px;
 max-width: 16em;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .chip[aria-pressed="true"] {
 background: var(--soft);
 border-color: var(--accent);
 color: var(--text);
 }
 .filter {
 border-radius: 13px;
 padding: 2px 9px;
 min-height: 24px;
 }
 .filter b {
 font-variant-numeric: tabular-nums;
 }
 .filter[aria-pressed="true"] b {
 color: inherit;
 }
 .group {
 display: inline-flex;
 flex-wrap: wrap;
 gap: 3px;
 align-items: center;
 }
 label {
 display: inline-flex;
 align-items: center;
 gap: 5px;
 font-size: 12.5px;
 white-space: nowrap;
 }
 input[type="range"] {
 width: 110px;
 accent-color: var(--accent);
 }
 input[type="checkbox"] {
 accent-color: var(--accent);
 margin: 0;
 }
 select {
 max-width: 15em;
 }
 :focus-visible {
 outline: 2px solid var(--accent);
 outline-offset: 1px;
 }
`;function Me(n){return n.filter(({accept:r,decision:e})=>r!==void 0&&e!=="accepted")}function Zt(n){return{copies:n.flatMap(({accept:r})=>r?.copies??[]),removes:n.flatMap(({accept:r})=>r?.removes??[])}}function Jt(n){return n.flatMap(({command:r})=>r?[`${r}
`]:[]).join("")}async function Gt(n,r,e={}){let t=await fetch(`./decision/${encodeURIComponent(n.id??"")}`,{method:"POST",headers:{...e,"Content-Type":"application/json"},body:JSON.stringify({decision:r,digest:n.accept?.digest??null})});if(!t.ok)throw new Error((await t.text()).trim()||`the server answered ${t.status}`);let{decision:i,accept:o}=await t.json();return{decision:i,accept:o}}var nt=class extends ${constructor(){super();this.answer=null;this.entries=[]}static{this.properties={entries:{state:!0}}}static{this.styles=[E,x`
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(720px, 92vw);
 box-sizing: border-box;
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 h2 {
 font-size: 15px;
 margin: 0 0 8px;
 }
 h3 {
 font-size: 13px;
 margin: 10px 0 4px;
 }
 .files {
 max-height: 50vh;
 overflow: auto;
 border: 1px solid var(--line);
 border-radius: 6px;
 padding: 2px 12px 10px;
 }
 ul {
 margin: 0;
 padding-left: 18px;
 font: 12px/1.5 var(--mono);
 overflow-wrap: anywhere;
 }
 li + li {
 margin-top: 4px;
 }
 p {
 margin: 10px 0 0;
 font-size: 13px;
 }
 .primary {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .buttons {
 display: flex;
 justify-content: flex-end;
 gap: 8px;
 margin-top: 14px;
 }
 `]}get open(){return this.dialog?.open??!1}get dialog(){return this.renderRoot.querySelector("dialog")}async ask(e){return this.entries=e,await this.updateComplete,this.dialog?.showModal(),new Promise(t=>this.answer=t)}close(e){this.dialog?.close(),this.answer?.(e),this.answer=null}render(){let{copies:e,removes:t}=Zt(this.entries),i=this.entries.length,o=i===1?`Accept ${this.entries[0].name}?`:`Accept ${i} pictures?`;return p`<dialog aria-labelledby="title" @cancel=${()=>this.close(!1)}>
 <h2 id="title">${o}</h2>
 <div class="files" tabindex="0" role="group" aria-label="Files">
 ${e.length?p`<h3>Copy the new picture over the baseline</h3><ul>${e.map(([s,a])=>p`<li>${s}<br />\u2192 ${a}</li>`)}</ul>`:m}
 ${t.length?p`<h3>Remove</h3><ul>${t.map(s=>p`<li>${s}</li>`)}</ul>`:m}
 </div>
 <p>The page cannot undo this.</p>
 <div class="buttons">
 <button autofocus data-answer="no" @click=${()=>this.close(!1)}>Cancel</button>
 <button data-answer="yes" class="primary" @click=${()=>this.close(!0)}>${i===1?"Accept":`Accept ${i}`}</button>
 </div>
 </dialog>`}};customElements.define("difference-confirm",nt);var Qt=["failed","size","changed","deleted","new","same"],Xt=["accepted","rejected"],er=["",...Qt,...Xt],ne={failed:"could not be compared",size:"the images have different sizes",changed:"beyond the limits, or not identical if there are none",deleted:"only among the first images",new:"only among the second images",same:"within the limits, or identical if there are none",accepted:"the new picture is the baseline now",rejected:"marked as wrong"};function tr(n){let r=new Map;for(let{state:e,decision:t}of n)for(let i of[e,t])i&&r.set(i,(r.get(i)??0)+1);return[...Qt,...Xt].flatMap(e=>r.has(e)?[[e,r.get(e)]]:[])}var xi=new Intl.Collator("en",{numeric:!0});function Ae(n,{search:r,only:e,kind:t},i){let o=r.toLowerCase().split(/\s+/).filter(Boolean),s=n.flatMap((a,l)=>{let d=a.name.toLowerCase();return(e===""||e===a.state||e===a.decision)&&Ft(a,t)&&o.every(h=>d.includes(h))?[l]:[]});return i?s.sort((a,l)=>xi.compare(n[a].name,n[l].name)||a-l):s}function _e(n,r,e){let t=n.indexOf(r);if(t>=0)return n[Math.max(0,Math.min(n.length-1,t+e))];let i=n.findIndex(o=>o>r);return e>0?n[i]??n.at(-1):n[i<0?n.length-1:Math.max(0,i-1)]??n[0]}function rr(n,r){let{state:e,reason:t,decision:i,problem:o}=n;return p`<div class="decision" role="group" aria-label="State and decision">
 ${e?p`<span class="mark ${e}" title=${ne[e]}>${e}</span>`:m}
 ${i?p`<span class="mark ${i}" title=${ne[i]}>${i}</span>`:m}
 ${t?p`<span class="reason" title=${t}>${t}</span>`:m}
 ${n.accept?$i(n,r):m}
 ${n.command?wi(n.command,r):m}
 ${o?p`<p class="problem" role="alert">${o}</p>`:m}
 </div>`}function $i(n,r){let e=n.decision==="rejected";return p`<span class="group buttons">
 <button data-decision="accept" title="Accept (a)" @click=${()=>{r.accept([n])}}>Accept \u2026</button>
 <button data-decision="reject" title="Reject (d)" aria-pressed=${e} @click=${()=>{r.reject(n,e?"clear":"reject")}}>Reject</button>
 </span>`}function wi(n,r){return p`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${n}</code>
 <button data-control="copy" @click=${()=>{r.copy(n)}}>Copy</button></span>`}function ot(n,r,e){let t=document.createElement("a");t.href=URL.createObjectURL(new Blob([r],{type:e})),t.download=n,t.click(),setTimeout(()=>URL.revokeObjectURL(t.href),1e4)}var Si=n=>n==null?NaN:Number(n),Te=class{constructor(r,e){this.source=r;let t=r.kind==="study";this.failed=new Set(r.errors.map(({name:l})=>l)),this.metric=t?r.metrics[Math.min(e,r.metrics.length-1)]??null:null,this.headings=t?r.methods:r.metrics.map(({spec:l})=>l);let i=t?r.scores[this.metric?.spec??""]??[]:this.headings.map(l=>r.scores[l]?.[0]);this.columns=this.headings.map((l,d)=>Float64Array.from(r.entries,(c,h)=>Si(i[d]?.[h]))),this.ours=r.methods.indexOf(r.ours??"");let o=this.metric?.higher_is_better===!1?-1:1,s=this.columns.filter((l,d)=>d!==this.ours),a=this.ours>=0&&s.length>0&&typeof this.metric?.higher_is_better=="boolean";this.margins=Float64Array.from(r.entries,(l,d)=>{if(!a)return NaN;let c=Math.max(...s.map(u=>o*u[d])),h=o*this.columns[this.ours][d];return h===c?0:h-c})}get hasMargins(){return this.margins.some(r=>!Number.isNaN(r))}best(r){let e=this.metric?.higher_is_better;return typeof e!="boolean"||this.columns.length<2?NaN:(e?Math.max:Math.min)(...this.columns.map(t=>t[r]).filter(t=>!Number.isNaN(t)))}order(r,e,t,i){let o=r.toLowerCase().split(/\s+/).filter(Boolean),{entries:s,groups:a}=this.source,l=[];for(let d=0;d<s.length;d++){let c=this.margins[d];if(!(e==="ahead"&&!(c>0))&&!(e==="behind"&&!(c<0))&&!(e==="missing"&&this.columns.every(h=>!Number.isNaN(h[d])))){if(o.length){let h=`${s[d].name} ${a?.[d]??""}`.toLowerCase();if(!o.every(u=>h.includes(u)))continue}l.push(d)}}if(t==="name"){let d=new Intl.Collator("en",{numeric:!0});l.sort((c,h)=>(i?-1:1)*d.compare(s[c].name,s[h].name))}else{let d=t==="margin"?this.margins:this.columns[t===""?-1:Number(t)],c=i?-1:1;d&&l.sort((h,u)=>Ei(d[h],d[u],c)||h-u)}return Uint32Array.from(l)}};function Ei(n,r,e){return Number.isNaN(n)||Number.isNaN(r)?Number(Number.isNaN(n))-Number(Number.isNaN(r)):n===r?0:n<r?-e:e}function ki(n){let r=/^[=+\-@'\t\r]/.test(n)?`'${n}`:n;return/[",\r\n]/.test(r)?`"${r.replaceAll('"','""')}"`:r}var Mi=n=>n==null?"":n==="Infinity"?"inf":n==="-Infinity"?"-inf":String(n);function ir(n){let r=["image,group,method,metric,score"];return n.entries.forEach((e,t)=>{n.methods.forEach((i,o)=>{for(let{spec:s}of n.metrics){let a=[e.name,n.groups?.[t]??"",i,s].map(ki);r.push([...a,Mi(n.scores[s]?.[o]?.[t])].join(","))}})}),`${r.join(`
`)}
`}function nr(n){let{verdicts:r,crops:e,errors:t,scores:i,methods:o,groups:s}=n;if(n.kind==="comparison")return n.record;let a=n.entries.map(d=>d.name),l=Object.fromEntries(Object.entries(i).map(([d,c])=>[d,Object.fromEntries(o.map((h,u)=>[h,c[u]]))]));return{...n.record,verdicts:r,crops:e,errors:t,scores:{images:a,groups:s,tables:l}}}function or(n,r,e,t){let i=n.metrics.length&&n.kind==="study";return p`<header>
 <a class="skip" href="#" @click=${r}>Skip to the images</a>
 <h1>${n.title}</h1>
 <span class="sum">${n.summary??""}</span>
 <span class="tools">
 <button @click=${()=>ot("record.json",JSON.stringify(nr(n),null,2),"application/json")}>JSON</button>
 ${i?p`<button @click=${()=>ot("scores.csv",ir(n),"text/csv")}>CSV</button>`:m}
 <button @click=${e} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
 <button @click=${t} aria-label="Keys" title="Keys (?)">?</button>
 </span>
 </header>`}function sr(n,r,e){let t=n.entries.length>1,[i,o]=n.run?["k","j"]:["p","n"];return p`<div class="title">
 ${t?p`<button aria-label="Previous image" title="Previous image (${i})" @click=${()=>e(-1)}>\u2039</button>`:m}
 <h2>${n.entries[r]?.name??""}</h2>
 ${t?p`<small>${r+1} / ${n.entries.length}</small><button aria-label="Next image" title="Next image (${o})" @click=${()=>e(1)}>\u203a</button>`:m}
 </div>`}var Ai=[["n  p","next image; previous image"],["j  k","next place in the list; previous place"]],ar=[["j  k","next pair; previous pair"],["n  p","next region; previous region"]],_i=["a  d","accept, after a confirmation; reject, or take it back"],Ti=[["1 \u2026 5","side by side, slider, blink, overlay, difference"],["+  \u2212","zoom; also the wheel and two fingers"],["\u2190 \u2191 \u2192 \u2193","move; also by dragging"],["Shift + drag","zoom to a box"],["f  o","whole image; actual pixels (double click: zoom in, and back)"],["x","swap A and B"],["Space","pause or resume blinking"],["e  s","errors of the methods; signed errors"],["g  G","higher gain; lower gain"],["t  T","higher threshold; lower threshold"],["c","next colour map"],["r","boxes of the regions"],["l","light or dark theme"],["/","filter images"],["?","this list"]];function lr(n,r){let t=[...r?r.writable?[...ar,_i]:ar:Ai,...Ti];return p`<dialog class="help" aria-labelledby="keys">
 <h2 id="keys">Keys</h2>
 <dl>${t.map(([i,o])=>p`<dt><kbd>${i}</kbd></dt><dd>${o}</dd>`)}</dl>
 <p>${n?"Keys and the wheel work after a click on the images.":"The address of the page always reopens exactly this view."}</p>
 <form method="dialog"><button autofocus @click=${i=>{i.preventDefault(),i.target.closest("dialog")?.close()}}>Close</button></form>
 </dialog>`}function st(n){let r=n.querySelector("dialog.help");r?.open?r.close():r?.showModal()}var cr=x`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 align-items: center;
 height: 30px;
 box-sizing: border-box;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 min-width: 100%;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .head {
 position: sticky;
 top: 0;
 z-index: 1;
 background: var(--panel);
 cursor: default;
 border-bottom: 1px solid var(--edge);
 }
 .head button {
 border: 0;
 background: none;
 padding: 0 8px;
 text-align: right;
 width: 100%;
 font-weight: 600;
 font-size: 12px;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head div:first-child button {
 text-align: left;
 }
 .row > div {
 padding: 0 7px;
 text-align: right;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 font-variant-numeric: tabular-nums;
 }
 .head > div {
 padding: 0;
 }
 .row > div:first-child {
 text-align: left;
 display: flex;
 gap: 8px;
 align-items: center;
 }
 .row span {
 overflow: hidden;
 text-overflow: ellipsis;
 }
 img {
 width: 34px;
 height: 24px;
 object-fit: cover;
 border-radius: 3px;
 background: var(--stage);
 flex: none;
 }
 .none {
 color: var(--dim);
 }
 .bad {
 color: var(--bad);
 }
 .best {
 font-weight: 700;
 }
 .end {
 position: absolute;
 width: 1px;
 height: 1px;
 }
 .count {
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
`;var Re=new Map,oe=new Map;window.differencePictures=n=>{for(let[r,e]of Object.entries(n))Re.set(r,e)};function Ri(n){if(!/^(index-)?data\/[\w-]+\.js$/.test(n))return Promise.reject(new Error("not a file of this report"));let r=oe.get(n);return r||(r=new Promise((e,t)=>{let i=document.createElement("script");i.src=n,i.onload=()=>{i.remove(),e()},i.onerror=()=>{oe.delete(n),t(new Error(`${n} is missing; keep the folder beside the page`))},document.head.append(i)}),oe.set(n,r)),r}async function Ci(n){let r=()=>document.getElementById(n);for(;!r()&&document.readyState==="loading";)await new Promise(t=>setTimeout(t,30));let e=r();if(!e)throw new Error("the file of this page is incomplete");return e}var Pi=/^\.\/thumbnail\/[\w-]+\.jpg$/;async function Ce(n,r){let e;if(r.type==="address"&&Pi.test(r.url))return r.url;if(r.type==="inline"&&(e=r.url),r.type==="element"&&(e=(await Ci(r.id)).textContent??""),r.type==="shard"&&(Re.has(n)||await Ri(r.script),e=Re.get(n)),!e?.startsWith("data:image/png;base64,")&&!e?.startsWith("data:image/jpeg;base64,"))throw new Error("the image is missing");return e}function dr(n){Re.delete(n)}function hr(){for(let n of oe.keys())n.includes("thumb")||oe.delete(n)}var z=class extends ${constructor(){super();this.watcher=null;this.top=0,this.visibleHeight=600}static{this.properties={state:{attribute:!1},top:{state:!0},visibleHeight:{state:!0}}}drawn(){let{row:e,spare:t}=this.layout,i=Math.ceil((this.top+this.visibleHeight)/e)+t;return[Math.max(0,Math.floor(this.top/e)-t),Math.min(this.order.length,i)]}firstUpdated(){let e=this.scroller;this.watcher=new ResizeObserver(()=>this.visibleHeight=e.clientHeight),this.watcher.observe(e)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect()}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(e){let{row:t,head:i}=this.layout;for(let s of this.renderRoot.querySelectorAll(".row[data-at]"))s.style.top=`${(Number(s.dataset.at)+i)*t}px`;this.renderRoot.querySelector(".end").style.top=`${(this.order.length+i)*t-1}px`;let o=e.get("state");e.has("state")&&o?.entry!==this.state.entry&&this.reveal(),this.renderRoot.querySelectorAll("img").forEach(s=>{this.thumbnail(s)})}async thumbnail(e){let t=e.dataset.thumb??"";if(e.dataset.shown===t)return;e.dataset.shown=t,e.removeAttribute("src");let i=this.entries[Number(t)]?.thumbnail,o=i?await Ce(i.id,i.source).catch(()=>""):"";e.dataset.thumb===t&&o&&(e.src=o)}scrolled(){let{scrollTop:e}=this.scroller;Math.abs(e-this.top)>this.layout.row/2&&(this.top=e)}reveal(){let{row:e,head:t}=this.layout,i=Array.prototype.indexOf.call(this.order,this.state.entry),o=this.scroller;if(i<0)return;i*e<o.scrollTop&&(o.scrollTop=i*e);let s=(i+1+t)*e;s>o.scrollTop+o.clientHeight&&(o.scrollTop=s-o.clientHeight)}key(e){let{row:t,head:i}=this.layout,o=Math.max(1,Math.floor(this.visibleHeight/t)-1-i),s={ArrowDown:1,ArrowUp:-1,PageDown:o,PageUp:-o,Home:-1e9,End:1e9}[e.key];s!==void 0&&(e.preventDefault(),e.stopPropagation(),this.step(s))}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(e){this.tell("change-state",e)}tell(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};var se=["side","slider","blink","overlay","difference"],at=["images","places","plots","methods","errors","about"],lt=["all","ahead","behind","missing"],ae={entry:0,mode:"side",shown:null,errors:!1,first:0,second:1,split:.5,opacity:.5,speed:1.5,signed:!1,gain:1,threshold:0,colourmap:"magma",shared:!0,boxes:!0,tab:"images",metric:0,sort:"",down:!0,filter:"all",search:"",only:"",kind:""};function mr(n,r,e){let t=new URLSearchParams;for(let i of Object.keys(r)){let o=n[i];String(o)!==String(r[i])&&t.set(i,Array.isArray(o)?o.join("."):typeof o=="number"?pr(o):String(o))}return e.zoom!==null&&(t.set("zoom",pr(e.zoom)),t.set("x",e.x.toFixed(2)),t.set("y",e.y.toFixed(2))),t.toString()}var pr=n=>String(Number(n.toPrecision(6)));function ur(n,r){let e=new URLSearchParams(n.replace(/^#/,"")),t=(c,h,u,f)=>{let g=e.get(c),y=Number(g);return g===null||g===""||!Number.isFinite(y)||y<h||y>u?f:y},i=(c,h)=>Math.floor(t(c,0,1e9,h)),o=(c,h,u)=>h.find(f=>f===e.get(c))??u,s=(c,h)=>({true:!0,false:!1})[e.get(c)??""]??h,a=e.get("shown"),l={entry:i("entry",r.entry),mode:o("mode",se,r.mode),shown:a&&/^\d{1,6}(\.\d{1,6})*$/.test(a)?a.split(".").map(Number):r.shown,errors:s("errors",r.errors),first:i("first",r.first),second:i("second",r.second),split:t("split",0,1,r.split),opacity:t("opacity",0,1,r.opacity),speed:t("speed",.2,10,r.speed),signed:s("signed",r.signed),gain:t("gain",.01,1e3,r.gain),threshold:t("threshold",0,1,r.threshold),colourmap:o("colourmap",L,r.colourmap),shared:s("shared",r.shared),boxes:s("boxes",r.boxes),tab:o("tab",at,r.tab),metric:i("metric",r.metric),sort:(e.get("sort")??r.sort).slice(0,40),down:s("down",r.down),filter:o("filter",lt,r.filter),only:o("only",er,r.only),kind:(e.get("kind")??r.kind).slice(0,60),search:(e.get("search")??r.search).slice(0,200)},d=t("zoom",1e-4,64,0);return{state:l,place:{zoom:d||null,x:t("x",0,1e9,0),y:t("y",0,1e9,0)}}}var Li={all:"All images",ahead:"Ours ahead of all",behind:"Ours behind",missing:"Scores missing"},ct=class extends z{constructor(){super(...arguments);this.cached={key:"",table:null,order:new Uint32Array};this.layout={row:30,head:1,spare:6}}static{this.properties={...z.properties,table:{attribute:!1}}}static{this.styles=[E,cr]}get entries(){return this.table.source.entries}get order(){let{search:e,filter:t,sort:i,down:o}=this.state,s=JSON.stringify([e,t,i,o]);return(this.cached.key!==s||this.cached.table!==this.table)&&(this.cached={key:s,table:this.table,order:this.table.order(e,t,i,o)}),this.cached.order}render(){let{table:e,state:t,order:i}=this,{source:o}=e,[s,a]=this.drawn(),l=this.columns(),d=[];for(let c=s;c<a;c++)d.push(this.row(i[c],c,l));return p`
 <div class="tools">
 <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${t.search} @input=${c=>this.change({search:c.target.value})} />
 ${o.kind==="study"&&o.metrics.length>1?p`<select aria-label="Metric" data-control="metric" @change=${c=>this.change({metric:Number(c.target.value)})}>
 ${o.metrics.map(({spec:c},h)=>p`<option value=${h} ?selected=${h===t.metric}>${c}</option>`)}
 </select>`:m}
 ${e.hasMargins?p`<select aria-label="Which images" data-control="filter" @change=${c=>this.change({filter:c.target.value})}>
 ${lt.map(c=>p`<option value=${c} ?selected=${c===t.filter}>${Li[c]}</option>`)}
 </select>`:m}
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${i.length+1} aria-colcount=${l.length+1} @scroll=${this.scrolled} @keydown=${this.key}>
 <div class="row head" role="row" aria-rowindex="1">
 ${this.head("name","Image")} ${l.map(([c,h])=>this.head(c,h))}
 </div>
 ${d}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count" role="status">${i.length.toLocaleString("en")} of ${o.entries.length.toLocaleString("en")} images${e.metric?`, ${e.metric.spec}${e.metric.unit?` in ${e.metric.unit}`:""}${Ni(e.metric.higher_is_better)}`:""}</div>
 `}columns(){let{table:e}=this,t=e.headings.map((i,o)=>[String(o),i]);return e.hasMargins?[...t,["margin","\u0394 ours"]]:t}head(e,t){let{sort:i,down:o}=this.state,s=i===e,a={sort:e,down:s?!o:e!=="name"};return p`<div role="columnheader" aria-sort=${s?o?"descending":"ascending":"none"}><button data-sort=${e} title=${e==="margin"?"Margin of ours over the best rival":t} @click=${()=>this.change(a)}>${t}${s?o?" \u2193":" \u2191":""}</button></div>`}row(e,t,i){let{table:o,state:s}=this,a=o.source.entries[e],l=o.best(e),d=i.map(([c])=>{let h=c==="margin"?o.margins[e]:o.columns[Number(c)][e],u=Number.isNaN(h)?"none":c==="margin"?h<0?"bad":"":h===l?"best":"";return p`<div role="gridcell" class=${u}>${c==="margin"&&h>0?"+":""}${b(h)}</div>`});return p`<div class="row" role="row" data-at=${t} aria-rowindex=${t+2} aria-selected=${e===s.entry} @click=${()=>this.change({entry:e})}>
 <div role="gridcell" title=${a.name}>${a.thumbnail?p`<img alt="" data-thumb=${e} />`:m}<span>${a.name}</span>${o.failed.has(a.name)?p`<span class="bad" title="Listed under Errors">\u26a0</span>`:m}</div>
 ${d}
 </div>`}updated(e){let t=this.columns().length,i=t>3?112:180;for(let o of this.renderRoot.querySelectorAll(".row"))o.style.gridTemplateColumns=`minmax(${i}px, 1fr) repeat(${t}, 70px)`;super.updated(e)}step(e){let{order:t}=this;if(!t.length)return;let i=t.indexOf(this.state.entry),o=t[Math.max(0,Math.min(t.length-1,i+e))];o!==void 0&&this.change({entry:o})}};function Ni(n){return n===null?"":n?", higher is better":", lower is better"}customElements.define("difference-table",ct);function fr(n,r){if(n.ctrlKey||n.metaKey||n.altKey)return;let e=n.composedPath()[0];if(e.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")){n.key==="Escape"&&e.blur();return}let t=e.matches?.("input[type=range]")&&n.key.startsWith("Arrow"),i=n.key===" "&&e.matches?.("button, input, a"),o=zi(r)[n.key];!o||t||i||(n.preventDefault(),o())}function zi(n){let{state:r,viewport:e,isRun:t,change:i}=n,o=(u,f)=>()=>e.pan(u*60*devicePixelRatio,f*60*devicePixelRatio),s=u=>()=>i({gain:Math.max(.01,Math.min(100,r.gain*u))}),a=u=>()=>i({threshold:Math.max(0,Math.min(1,Math.round(100*(r.threshold+u))/100))}),l=Object.fromEntries(se.map((u,f)=>[String(f+1),()=>i({mode:u})])),d=L[(L.indexOf(r.colourmap)+1)%L.length],[c,h]=[n.other,n.step];return{...l,ArrowLeft:o(1,0),ArrowRight:o(-1,0),ArrowUp:o(0,1),ArrowDown:o(0,-1),"+":()=>e.zoomTo(e.scale*1.5),"=":()=>e.zoomTo(e.scale*1.5),"-":()=>e.zoomTo(e.scale/1.5),f:()=>e.fit(),0:()=>e.fit(),o:()=>e.zoomTo(1),n:()=>(t?h:c)(1),p:()=>(t?h:c)(-1),j:()=>(t?c:h)(1),k:()=>(t?c:h)(-1),...t?{a:n.accept,d:n.reject}:{},x:()=>i({first:r.second,second:r.first}),e:()=>i({errors:!r.errors}),s:()=>i({signed:!r.signed}),r:()=>i({boxes:!r.boxes})," ":n.toggleBlink,g:s(1.25),G:s(.8),t:a(.02),T:a(-.02),c:()=>i({colourmap:d}),l:n.toggleTheme,"/":n.filter,"?":n.help}}var dt=2,Oi=6;async function gr(n,r){let e=await fetch(n,{headers:r});if(!e.ok)throw new Error(`the server answered ${e.status}`);return e.json()}async function br(n,r){if(n)return await gr(n,r);let e=document.getElementById("difference-document")?.textContent;return e?JSON.parse(e):null}async function yr(n,r,e){let{entries:t}=n,i=t[r];if(!i?.load)return!1;let{load:o,...s}=i;t[r]={...s,opening:!0};try{let{record:a,...l}=await gr(o,e),{decision:d,accept:c}=t[r];t[r]={...s,...l,...d===s.decision?{}:{decision:d,accept:c}},a&&t.length===1&&(n.record=a)}catch(a){t[r]={...s,errors:[a instanceof Error?a.message:"the entry cannot be opened"]}}return!0}function vr(n){let r=n.kind==="study"&&n.methods.length<Oi,e=n.entries.length>1,t=n.crops?.best[0]??n.crops?.rival_best[0],i=t?Math.max(0,n.entries.findIndex(({name:o})=>o===t.image)):0;return{...ae,errors:r,entry:i,tab:e||n.run?"images":ji(n)}}function ji(n){let[r]=n.entries;return n.crops??r?.regions??(n.kind==="comparison"&&r?.load)?"places":n.kind==="study"?"methods":"about"}var Pe=class{constructor(r,e,t,i){this.host=r;this.key=e;this.address=t;this.view=i;this.wheel=r=>{!r.ctrlKey&&!this.host.matches(":focus-within")&&r.stopPropagation()};r.addController(this)}hostConnected(){let{host:r}=this;(r.embedded?r:window).addEventListener("keydown",this.key),r.embedded?r.addEventListener("wheel",this.wheel,{capture:!0,passive:!0}):addEventListener("hashchange",this.address),r.viewport.addEventListener("view",this.view)}hostDisconnected(){removeEventListener("keydown",this.key),this.host.removeEventListener("keydown",this.key),this.host.removeEventListener("wheel",this.wheel,{capture:!0}),removeEventListener("hashchange",this.address),this.host.viewport.removeEventListener("view",this.view)}};var xr=`
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; --warn: #e3b341; color-scheme: dark;`,$r=x`
 :host {
 --text: #1c1d21;
 --dim: #63666e;
 --page: #f4f4f2;
 --panel: #ffffff;
 --bar: #f7f7f5;
 --stage: #e9e9e7;
 --line: #dededa;
 --edge: #c6c7c4;
 --control: #ffffff;
 --soft: #e8effb;
 --accent: #1f5fc8;
 --on-accent: #ffffff;
 --good: #17733a;
 --bad: #b3261e;
 --warn: #7d5700;
 --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
 color-scheme: light;
 display: flex;
 flex-direction: column;
 min-height: 100vh;
 height: 100vh;
 height: 100dvh;
 box-sizing: border-box;
 color: var(--text);
 background: var(--page);
 font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
 }
 @media (prefers-color-scheme: dark) {
 :host(:not([theme="light"])) {
 ${J(xr)}
 }
 }
 :host([theme="dark"]) {
 ${J(xr)}
 }
 .skip,
 .live {
 position: absolute;
 left: -10000px;
 }
 .skip:focus {
 left: 8px;
 top: 8px;
 z-index: 3;
 background: var(--panel);
 color: var(--accent);
 padding: 6px 10px;
 }
 .failure {
 margin: 20vh auto;
 text-align: center;
 padding: 0 16px;
 }
 header {
 display: flex;
 align-items: baseline;
 gap: 14px;
 padding: 9px 14px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 }
 h1 {
 font-size: 16px;
 font-weight: 650;
 margin: 0;
 overflow-wrap: anywhere;
 }
 .sum {
 color: var(--dim);
 font-size: 13px;
 min-width: 0;
 }
 .tools {
 margin-left: auto;
 display: flex;
 gap: 5px;
 align-self: center;
 }
 .verdict {
 padding: 9px 14px 10px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 max-height: 40vh;
 overflow: auto;
 flex: none;
 }
 .verdict p {
 margin: 0 0 7px;
 max-width: 130ch;
 overflow-wrap: anywhere;
 }
 .verdict p.short {
 display: -webkit-box;
 -webkit-box-orient: vertical;
 -webkit-line-clamp: 3;
 overflow: hidden;
 }
 .verdict .more {
 border: 0;
 padding: 0;
 }
 .more button {
 min-height: 0;
 padding: 1px 9px;
 font-size: 12px;
 border-radius: 11px;
 }
 .verdict ul {
 display: flex;
 flex-wrap: wrap;
 gap: 5px;
 list-style: none;
 margin: 0;
 padding: 0;
 }
 .verdict li {
 border: 1px solid var(--edge);
 border-radius: 11px;
 padding: 1px 9px;
 font-size: 12px;
 font-variant-numeric: tabular-nums;
 }
 li.good b {
 color: var(--good);
 }
 li.bad b,
 button.bad {
 color: var(--bad);
 }
 main {
 flex: 1;
 min-height: 0;
 display: grid;
 grid-template-columns: minmax(320px, 34%) minmax(0, 1fr);
 gap: 1px;
 background: var(--line);
 }
 aside,
 main > section {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--panel);
 }
 difference-stage {
 flex: 1;
 }
 .tabs {
 display: flex;
 flex-wrap: wrap;
 gap: 3px;
 padding: 7px 10px 0;
 }
 .panel {
 flex: 1;
 overflow: auto;
 padding: 8px 12px 16px;
 min-height: 0;
 }
 .title {
 display: flex;
 gap: 8px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 }
 .statements {
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 flex: none;
 font-size: 13px;
 }
 .statements p {
 margin: 0;
 overflow-wrap: anywhere;
 }
 h2 {
 font-size: 14px;
 margin: 0;
 font-weight: 600;
 min-width: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(560px, 92vw);
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 dialog dl {
 margin: 12px 0;
 gap: 6px 16px;
 font-size: 13px;
 }
 kbd {
 font: 12px var(--mono);
 white-space: pre;
 color: var(--text);
 }
 @media (max-width: 820px) {
 :host {
 height: auto;
 }
 header {
 flex-wrap: wrap;
 gap: 4px 12px;
 }
 .sum {
 order: 3;
 width: 100%;
 }
 .verdict {
 max-height: none;
 }
 main {
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: auto auto;
 }
 main > section {
 order: -1;
 height: 86vh;
 height: 86svh;
 }
 aside {
 height: 64vh;
 height: 64svh;
 }
 }
 :host([embedded]) {
 position: relative;
 height: 560px;
 min-height: 0;
 overflow: auto;
 container-type: inline-size;
 border: 1px solid var(--line);
 }
 :host([embedded]) main {
 min-height: 340px;
 grid-template-columns: minmax(250px, 28%) minmax(0, 1fr);
 }
 :host([embedded]) .verdict {
 max-height: 96px;
 }
 :host([embedded]) main > section,
 :host([embedded]) aside {
 order: 0;
 height: auto;
 }
 @container (max-width: 700px) {
 :host([embedded]) main {
 flex: none;
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: 440px 300px;
 }
 :host([embedded]) main > section {
 order: -1;
 }
 }
`;var wr=x`
 h3 {
 font-size: 13px;
 margin: 14px 0 4px;
 }
 small,
 .note {
 color: var(--dim);
 font-size: 12px;
 }
 .note {
 margin: 4px 0 8px;
 overflow-wrap: anywhere;
 }
 ol {
 margin: 0;
 padding-left: 22px;
 font-size: 12.5px;
 }
 li::marker {
 color: var(--dim);
 }
 .item {
 display: block;
 width: 100%;
 text-align: left;
 white-space: normal;
 border-color: transparent;
 background: none;
 padding: 4px 6px;
 overflow-wrap: anywhere;
 }
 .item:hover:not(:disabled) {
 background: var(--soft);
 }
 .item small {
 display: block;
 }
 .kinds {
 margin-bottom: 6px;
 }
 details {
 font-size: 12px;
 color: var(--dim);
 padding: 0 6px 4px;
 }
 summary {
 cursor: pointer;
 }
 details ul {
 margin: 2px 0;
 padding-left: 16px;
 overflow-wrap: anywhere;
 }
 .wide {
 overflow-x: auto;
 margin-bottom: 14px;
 }
 table {
 border-collapse: collapse;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 width: 100%;
 }
 caption {
 text-align: left;
 color: var(--dim);
 font-size: 12px;
 padding: 4px 0;
 }
 th,
 td {
 padding: 4px 8px;
 border-bottom: 1px solid var(--line);
 text-align: right;
 white-space: nowrap;
 }
 th:first-child {
 text-align: left;
 }
 td.best {
 font-weight: 700;
 }
 dl {
 margin: 0;
 display: grid;
 grid-template-columns: max-content minmax(0, 1fr);
 gap: 3px 12px;
 font-size: 12.5px;
 }
 dt {
 color: var(--dim);
 }
 dd {
 margin: 0;
 overflow-wrap: anywhere;
 }
 figure {
 margin: 8px 0 16px;
 }
 figcaption {
 font-size: 12.5px;
 margin-bottom: 4px;
 }
 svg {
 width: 100%;
 display: block;
 }
 svg text {
 font-size: 10.5px;
 fill: var(--dim);
 }
 .area {
 fill: var(--edge);
 }
 .ours .area {
 fill: var(--accent);
 }
 .rule {
 stroke: var(--edge);
 }
 .box {
 stroke: var(--dim);
 stroke-width: 3;
 }
 .median {
 stroke: var(--text);
 stroke-width: 1.5;
 }
 .ahead {
 fill: var(--accent);
 cursor: pointer;
 }
 .behind {
 fill: var(--bad);
 cursor: pointer;
 }
 .interval {
 fill: var(--dim);
 opacity: 0.3;
 }
`;var Di={best:"Where ours does best",rival_best:"Where a rival does best",median:"Typical places",random:"Drawn at random"};function Sr(n,r,e){let{verdicts:t}=n;return t?p`<section class="verdict" aria-label="Verdict">
 <p class=${r?"":"short"}>${t.text}</p>
 <ul>${t.text.length>450?p`<li class="more"><button aria-expanded=${r} @click=${e}>${r?"Show less":"Show all"}</button></li>`:m}${t.outcomes.map(({metric:i,rival:o,word:s,paired:a})=>{let l=n.metrics.find(({spec:c})=>c===i)?.unit??"",d=a.mean===null?"":`${a.mean>0?"+":""}${b(a.mean,3)}${l?` ${l}`:""}`;return p`<li class=${s==="better"?"good":s==="worse"?"bad":""}>${i} vs ${o}: <b>${s}</b> ${d}</li>`})}</ul>
  </section>`:m}function Er(n,r,e){return p`<p class="note">${n.disclosure??""}</p>
 ${ke.map(t=>n[t].length?p`<h3>${Di[t]}</h3><ol>${n[t].map(i=>Ui(i,r,e))}</ol>`:m)}`}function Ui(n,r,e){let t=e.get(n.image),i={x:n.x,y:n.y,width:n.size,height:n.size},o=`${n.gaps.crop>0?"+":""}${b(n.gaps.crop,3)}`,s=n.disclosure??`The gap to ${n.rival} is ${o}; percentile ${b(n.percentile)} of ${n.candidates} windows of this size.`;return p`<li><button class="item" ?disabled=${t===void 0} @click=${()=>r(t,i)}>
 <b>${n.image}</b> ${n.size}\u00d7${n.size} at (${n.x}, ${n.y})
 <small>${s}</small>
 </button></li>`}function kr(n){let r=n.record.means??[],e=n.verdicts?.outcomes??[];return p`
 <div class="wide"><table><caption>Means over the images for which every method has a finite score</caption>
 <thead><tr><th scope="col">Method</th>${n.metrics.map(({spec:t,unit:i,higher_is_better:o})=>p`<th scope="col">${t}${i?` (${i})`:""}${o===null?"":o?" \u2191":" \u2193"}</th>`)}</tr></thead>
 <tbody>${n.methods.map(t=>p`<tr><th scope="row">${t}${t===n.ours?p` <small>ours</small>`:m}</th>
 ${n.metrics.map(({spec:i})=>{let o=r.find(a=>a.metric===i&&a.method===t),s=o&&o.missing+o.infinite?`${o.missing} missing, ${o.infinite} infinite`:"";return p`<td class=${o?.best?"best":""}>${b(o?.mean)}${s?p`<br /><small>${s}</small>`:m}</td>`})}</tr>`)}</tbody></table></div>
    ${e.length?p`<div class="wide"><table><caption>${n.verdicts?.ours} against each rival; values above 0 favour it</caption>
 <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
 <tbody>${e.map(({metric:t,rival:i,word:o,adjusted_p:s,paired:a})=>p`<tr><th scope="row">${i}</th><td>${t}</td><td>${b(a.mean)}</td>
 <td>${a.interval?`${b(a.interval[0],3)} \u2026 ${b(a.interval[1],3)}`:"\u2013"}</td>
 <td>${a.wins} / ${a.n}</td><td>${b(s,2)}</td><td>${o}</td></tr>`)}</tbody></table></div>
 <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${n.verdicts?.level}.</p>`:m}`}function Mr(n,r,e){return n.metrics.length<2?m:p`<label>Metric <select @change=${t=>e(Number(t.target.value))}>
 ${n.metrics.map(({spec:t},i)=>p`<option value=${i} ?selected=${i===r}>${t}</option>`)}
 </select></label>`}function Ar(n,r){let t=n.errors.length-500;return p`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
 <ol>${n.errors.slice(0,500).map(i=>p`<li><button class="item" @click=${()=>r(i.name)}>
 <b>${i.name}</b> ${[i.method,i.metric].filter(Boolean).join(", ")} <small>${[i.stage,i.error,i.cause].filter(Boolean).join(": ")}</small>
 </button></li>`)}</ol>
 ${t>0?p`<p class="note">${t} more are in the record.</p>`:m}`}function _r(n,r){let e=d=>p`<dl>${d.map(([c,h])=>p`<dt>${c}</dt><dd>${h}</dd>`)}</dl>`,{protocol:t,versions:i,notes:o}=n.record,s=[];t?.name&&s.push(["protocol",`${t.name}: ${t.summary??""}`]),i&&s.push(["versions",Object.entries(i).map(([d,c])=>`${d} ${c}`).join(", ")]);let a=(r?.layers??[]).flatMap(({label:d,note:c})=>c?[`${d}: ${c}`]:[]),l=[...r?.errors??[],...r?.notes??[],...a,...Array.isArray(o)?o.map(String):[]];return p`${r?.facts?.length?p`<h3>This pair</h3>${e(r.facts)}`:m}
 ${s.length?p`<h3>How it was made</h3>${e(s)}`:m}
 ${l.length?p`<h3>Notes</h3><ul>${l.map(d=>p`<li>${d}</li>`)}</ul>`:m}
 <p class="note">The JSON button downloads the whole record with all settings.</p>`}function Le(n,r,e=!1){let t=document.createElement("canvas");t.width=n,t.height=r;let i=t.getContext("2d",{willReadFrequently:e});if(!i)throw new Error("the browser has no memory for the image");return[t,i]}function le(n){if(!n.pixels&&n.bitmap){let[,r]=Le(n.columns,n.rows,!0);r.drawImage(n.bitmap,0,0),n.pixels=r.getImageData(0,0,n.columns,n.rows).data}return n.pixels??new Uint8ClampedArray(4*n.columns*n.rows)}function Tr(n,r){let e=le(n),t=n.columns*n.rows;n.codes=new Uint16Array(t),n.flags=new Uint8Array(t);for(let i=0;i<t;i++)n.codes[i]=r===16?e[4*i]*256+e[4*i+1]:e[4*i]*257,n.flags[i]=r===16?e[4*i+2]:N;delete n.pixels,n.bitmap=null}function Rr(n,r){let e=Math.ceil(n.columns/2),t=Math.ceil(n.rows/2),i=new Uint16Array(e*t),o=new Uint8Array(e*t);for(let s=0;s<t;s++)for(let a=0;a<e;a++){let l=-1;for(let d=0;d<2&&2*s+d<n.rows;d++)for(let c=0;c<2&&2*a+c<n.columns;c++){let h=(2*s+d)*n.columns+2*a+c,u=n.flags[h],f=u===N?Math.abs(n.codes[h]-r)+1:0;f<=l||(l=f,i[s*e+a]=n.codes[h],o[s*e+a]=u)}}return{...n,columns:e,rows:t,codes:i,flags:o,bitmap:null,painted:void 0}}function Cr(n){let r=Math.ceil(n.columns/2),e=Math.ceil(n.rows/2),[t,i]=Le(r,e);return i.imageSmoothingQuality="high",i.drawImage(n.bitmap,0,0,r,e),{...n,columns:r,rows:e,bitmap:t,pixels:void 0,painted:void 0}}function Pr(n,r,e){let[t,i]=[le(n),le(r)],{columns:o,rows:s}=n,a=new Uint16Array(o*s),l=new Uint8Array(o*s).fill(N),d=r.columns===o&&r.rows===s;for(let c=0;c<s;c++){let h=d?c:Math.floor((c+.5)*r.rows/s);for(let u=0;u<o;u++){let f=d?u:Math.floor((u+.5)*r.columns/o),g=4*(c*o+u),y=4*(h*r.columns+f),v=i[y]-t[g],w=i[y+1]-t[g+1],S=i[y+2]-t[g+2];a[g>>2]=e?32768+Math.round((v+w+S)*32767/765):Math.round((Math.abs(v)+Math.abs(w)+Math.abs(S))*65535/765)}}return{...n,codes:a,flags:l,bitmap:null,pixels:void 0,painted:void 0}}var ht=0,mt=()=>++ht,pt=class{constructor(r,e){this.layer=r;this.library=e;this.error="";this.tiles=new Map;this.exact={at:"",values:[]};this.asking=0;this.cachedSizes=null;this.colours=new Map;let t=this.tiled;this.size=t?t.tile:Math.max(r.width,r.height,1);let i=Math.ceil(Math.log2(Math.max(r.width,r.height)/128));this.levels=t?t.levels:Math.max(1,1+i)}get tiled(){let{source:r}=this.layer;return r.type==="tiles"?r:r.type==="difference"&&r.first.source.type==="tiles"?r.first.source:null}get ready(){return!!(this.tiles.get(`${this.levels-1}/0_0`)?.tile??this.tiles.get("0/0_0")?.tile)}tile(r,e,t){let i=`${r}/${e}_${t}`,o=this.tiles.get(i)??{tile:null,failed:!1,used:0},s=!this.tiles.has(i);return o.used=ht,this.tiles.set(i,o),o.tile||o.failed||(this.layer.source.type==="difference"?o.tile=this.difference(r,e,t):!this.tiled&&r>0?o.tile=this.coarser(r):s&&this.fetch(o,i,r,e,t)),o.tile}prune(){if(this.tiled)for(let[r,e]of this.tiles)e.used>=ht-2||r===`${this.levels-1}/0_0`||(e.stop?.abort(),this.tiles.delete(r))}values(r,e){let{layer:t}=this;if(r<0||e<0||r>=t.width||e>=t.height)return null;let i=t.kind==="image"&&(t.depth??8)>8;if(i&&t.source.type==="tiles"){if(this.exact.at===`${r} ${e}`)return{values:this.exact.values,exact:!0};this.ask(t.source.base,r,e)}let o=this.shownValues(r,e);return o&&{values:o,exact:!i}}ask(r,e,t){clearTimeout(this.asking),this.asking=window.setTimeout(async()=>{let i=await fetch(`${r}values?x=${e}&y=${t}`,{headers:this.library.headers}).catch(()=>null),o=i?.ok?await i.json():null;Array.isArray(o)&&(this.exact={at:`${e} ${t}`,values:o.map(s=>s===null?NaN:Number(s))},this.library.changed())},60)}shownValues(r,e){let{layer:t}=this,i=this.tile(0,Math.floor(r/this.size),Math.floor(e/this.size));if(!i)return null;let o=(e-i.y)*i.columns+(r-i.x);if(t.kind==="map")return i.flags[o]===N?[Se(t,i.codes[o])]:[NaN];let s=le(i),a=t.high-t.low,l=t.channels===1?1:3;return Array.from({length:l},(d,c)=>t.low+s[4*o+c]/255*a)}sizes(){if(this.cachedSizes)return this.cachedSizes;let r=this.tiled?this.tile(this.levels-1,0,0):this.tile(0,0,0);if(!r?.codes)return null;let e=new Uint32Array(65536),t=0;for(let d=0;d<r.codes.length;d++)r.flags[d]===N&&(e[r.codes[d]]++,t++);let i=[];e.forEach((d,c)=>d&&i.push([Math.abs(Se(this.layer,c)),d])),i.sort((d,c)=>c[0]-d[0]);let o=0,s=i.find(([,d])=>(o+=d)>=.005*t)?.[0]??0,a=.6*(this.layer.high-this.layer.low)/65535,l=d=>d>a?d:0;return this.cachedSizes={peak:l(i[0]?.[0]??0),typical:l(s)},this.cachedSizes}drawable(r,e){if(this.layer.kind==="image")return r.bitmap;if(!e||!r.codes)return null;let t=`${e.colourmap} ${e.vmin} ${e.vmax} ${e.threshold}`;if(r.painted?.key!==t){this.colours.has(t)||(this.colours.clear(),this.colours.set(t,Ht(this.layer,e)));let i=Bt(r.codes,r.flags,r.columns,this.colours.get(t)),o=r.painted?.canvas??Le(r.columns,r.rows)[0];o.getContext("2d").putImageData(i,0,0),r.painted={key:t,canvas:o}}return r.painted.canvas}async fetch(r,e,t,i,o){try{r.stop=new AbortController;let s=await this.bitmap(t,i,o,r.stop.signal),a=2**t,l=i*this.size*a,d=o*this.size*a,c={x:l,y:d,width:this.tiled?s.width*a:this.layer.width,height:this.tiled?s.height*a:this.layer.height,columns:s.width,rows:s.height,bitmap:s};this.layer.kind==="map"&&Tr(c,this.layer.depth??16),r.tile=c}catch(s){if(r.stop?.signal.aborted){this.tiles.get(e)===r&&this.tiles.delete(e);return}r.failed=!0,this.error=s instanceof Error&&s.message?s.message:"the image cannot be shown"}this.library.changed()}async bitmap(r,e,t,i){let o={colorSpaceConversion:"none",premultiplyAlpha:"none"},{source:s}=this.layer;if(s.type==="tiles"){let l=`${s.base}${r}/${e}_${t}.png`,d=await fetch(l,{headers:this.library.headers,signal:i});if(!d.ok)throw new Error(`the server answered ${d.status}`);return createImageBitmap(await d.blob(),o)}let a=new Image;return a.src=await Ce(this.layer.id,s),await a.decode(),createImageBitmap(a,o)}coarser(r){let e=this.tile(r-1,0,0);if(!e)return null;let t=this.layer.high-this.layer.low;return this.layer.kind==="map"?Rr(e,-this.layer.low/t*65535):Cr(e)}difference(r,e,t){if(!this.tiled&&r>0)return this.coarser(r);let{source:i}=this.layer;if(i.type!=="difference")return null;let o=[i.first,i.second].map(d=>this.library.picture(d)),s=o.find(d=>d.error);s&&(this.error=s.error);let[a,l]=o.map(d=>d.tile(r,e,t));return a&&l?Pr(a,l,i.signed):null}};function ut(n,r,e){let t=n.high-n.low;return{id:`${n.id}~${r.id}${e?"~":""}`,role:"difference",label:e?`${r.label} \u2212 ${n.label}`:`|${r.label} \u2212 ${n.label}|`,width:n.width,height:n.height,kind:"map",signed:e,unit:n.unit??"",low:e?-t*32768/32767:0,high:t,depth:16,unit_range:t,note:(n.depth??8)>8||(r.depth??8)>8?", from 8-bit images":"",positive:e?`${r.label} is brighter`:"",source:{type:"difference",first:n,second:r,signed:e}}}var Ne=class extends EventTarget{constructor(){super(...arguments);this.headers={};this.pictures=new Map;this.recent=[]}picture(e){let t=this.pictures.get(e.id);return(!t||t.layer.source.type!==e.source.type)&&(t=new pt(e,this),this.pictures.set(e.id,t)),t}opened(e){let t=e.map(o=>o.id);this.recent=[t,...this.recent.filter(o=>o[0]!==t[0])].slice(0,3);let i=new Set(this.recent.flat());for(let[o,s]of this.pictures)o.split("~").every(a=>!a||i.has(a))||(this.pictures.delete(o),s.layer.source.type==="shard"&&dr(o));hr()}prune(){for(let e of this.pictures.values())e.prune()}changed(){this.dispatchEvent(new Event("change"))}};var k=400,ft=120,ze=48,Ii=n=>Float64Array.from(Array.prototype.filter.call(n,Number.isFinite)).sort(),ce=(n,r)=>n[Math.round(r*(n.length-1))]??NaN;function Lr(n){let{metric:r,source:e}=n,t=n.columns.map(Ii),i=Math.min(...t.map(c=>c[0]??1/0)),o=Math.max(...t.map(c=>c[c.length-1]??-1/0));if(!r||!(i<=o))return p`<p>No finite scores.</p>`;let s=o-i||1,a=c=>8+(c-i)/s*(k-16),l=52,d=t.length*l+20;return p`<figure>
 <figcaption>Distribution of ${r.spec}${r.unit?` (${r.unit})`:""} over images: histogram, quartiles, median.</figcaption>
 <svg viewBox="0 0 ${k} ${d}" role="img" aria-label=${t.map((c,h)=>`${e.methods[h]}: median ${b(ce(c,.5))}, quartiles ${b(ce(c,.25))} and ${b(ce(c,.75))}`).join("; ")}>
 ${t.map((c,h)=>Hi(c,{name:e.methods[h],low:i,span:s,at:a,floor:h*l+l-8,ours:h===n.ours}))}
 <text x="8" y=${d-4}>${b(i)}</text>
 <text x=${k-8} y=${d-4} text-anchor="end">${b(o)}</text>
 </svg>
 </figure>`}function Hi(n,r){let e=new Uint32Array(ze);for(let c of n)e[Math.min(ze-1,Math.floor((c-r.low)/r.span*ze))]++;let t=Math.max(1,...e),i=(k-16)/ze,{floor:o}=r,s=`M8 ${o}`;e.forEach((c,h)=>s+=`V${(o-c/t*24).toFixed(1)}H${(8+(h+1)*i).toFixed(1)}`);let[a,l,d]=[.25,.5,.75].map(c=>r.at(ce(n,c)));return re`<g class=${r.ours?"ours":"rival"}>
 <path class="area" d="${s}V${o}Z"></path>
 <line class="rule" x1="8" x2=${k-8} y1=${o} y2=${o}></line>
 ${n.length?re`<line class="box" x1=${a} x2=${d} y1=${o+3} y2=${o+3}></line><line class="median" x1=${l} x2=${l} y1=${o-25} y2=${o+6}></line>`:m}
 <text x="8" y=${o-27}>${r.name}</text>
 <text x=${k-8} y=${o-27} text-anchor="end">${b(ce(n,.5))}</text>
 </g>`}function Nr(n,r){let{source:e,metric:t,ours:i}=n;if(i<0||typeof t?.higher_is_better!="boolean")return[];let o=t.higher_is_better?1:-1,s=n.columns[i];return e.methods.flatMap((a,l)=>{if(l===i)return[];let d=Array.from(n.columns[l],(c,h)=>[o*(s[h]-c),h]).filter(([c])=>Number.isFinite(c)).sort((c,h)=>c[0]-h[0]);return[Bi(n,a,d,r)]})}function Bi(n,r,e,t){let{source:i,metric:o}=n,s=i.verdicts?.outcomes.find(M=>M.rival===r&&M.metric===o?.spec),a=Math.min(0,e[0]?.[0]??0),l=Math.max(0,e[e.length-1]?.[0]??0),d=M=>14+(l-M)/(l-a||1)*(ft-28),c=Math.min(e.length,200),h=Math.min(24,(k-16)/Math.max(1,c)),u=Array.from({length:c},(M,de)=>{let[A,C]=e[Math.floor((de+.5)/c*e.length)],j=Math.min(d(A),d(0)),Y=Math.max(.5,Math.abs(d(A)-d(0)));return re`<rect class=${A<0?"behind":"ahead"} x=${8+de*h} y=${j} width=${Math.max(.5,h-(h>3?1:0))} height=${Y} @click=${()=>t(C)}><title>${i.entries[C].name}: ${b(A)}</title></rect>`}),f=s?.paired.interval,g=o?.unit?` ${o.unit}`:"",y=e.filter(([M])=>M>0).length,v=`${i.ours} against ${r}: ahead in ${y} of ${e.length} images`,w=s?`; mean ${b(s.paired.mean)}${g}${f?`, ${Math.round(100*s.paired.confidence)} % interval ${b(f[0])} to ${b(f[1])}`:""}; ${s.word}`:"",S=c<e.length?` ${c} of ${e.length} images are drawn, evenly spaced.`:"";return p`<figure>
 <figcaption>${v}${w}.${S}</figcaption>
 <svg viewBox="0 0 ${k} ${ft}" role="img" aria-label=${v}>
 ${f?re`<rect class="interval" x="8" width=${k-16} y=${d(f[1])} height=${Math.max(1,d(f[0])-d(f[1]))}></rect>`:m}
 ${u}
 <line class="rule" x1="8" x2=${k-8} y1=${d(0)} y2=${d(0)}></line>
 <text x="8" y="10">${l>0?`+${b(l)}`:"0"}${g}</text>
 <text x="8" y=${ft-2}>${b(a)}${g}</text>
 </svg>
 </figure>`}var zr={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Or=n=>(...r)=>({_$litDirective$:n,values:r}),Oe=class{constructor(r){}get _$AU(){return this._$AM._$AU}_$AT(r,e,t){this._$Ct=r,this._$AM=e,this._$Ci=t}_$AS(r,e){return this.update(r,e)}update(r,e){return this.render(...e)}};var{I:Vi}=jt,jr=n=>n;var Dr=()=>document.createComment(""),q=(n,r,e)=>{let t=n._$AA.parentNode,i=r===void 0?n._$AB:r._$AA;if(e===void 0){let o=t.insertBefore(Dr(),i),s=t.insertBefore(Dr(),i);e=new Vi(o,s,n,n.options)}else{let o=e._$AB.nextSibling,s=e._$AM,a=s!==n;if(a){let l;e._$AQ?.(n),e._$AM=n,e._$AP!==void 0&&(l=n._$AU)!==s._$AU&&e._$AP(l)}if(o!==i||a){let l=e._$AA;for(;l!==o;){let d=jr(l).nextSibling;jr(t).insertBefore(l,i),l=d}}}return e},O=(n,r,e=n)=>(n._$AI(r,e),n),Fi={},Ur=(n,r=Fi)=>n._$AH=r,Ir=n=>n._$AH,je=n=>{n._$AR(),n._$AA.remove()};var Hr=(n,r,e)=>{let t=new Map;for(let i=r;i<=e;i++)t.set(n[i],i);return t},Br=Or(class extends Oe{constructor(n){if(super(n),n.type!==zr.CHILD)throw Error("repeat() can only be used in text expressions")}dt(n,r,e){let t;e===void 0?e=r:r!==void 0&&(t=r);let i=[],o=[],s=0;for(let a of n)i[s]=t?t(a,s):s,o[s]=e(a,s),s++;return{values:o,keys:i}}render(n,r,e){return this.dt(n,r,e).values}update(n,[r,e,t]){let i=Ir(n),{values:o,keys:s}=this.dt(r,e,t);if(!Array.isArray(i))return this.ut=s,o;let a=this.ut??=[],l=[],d,c,h=0,u=i.length-1,f=0,g=o.length-1;for(;h<=u&&f<=g;)if(i[h]===null)h++;else if(i[u]===null)u--;else if(a[h]===s[f])l[f]=O(i[h],o[f]),h++,f++;else if(a[u]===s[g])l[g]=O(i[u],o[g]),u--,g--;else if(a[h]===s[g])l[g]=O(i[h],o[g]),q(n,l[g+1],i[h]),h++,g--;else if(a[u]===s[f])l[f]=O(i[u],o[f]),q(n,i[h],i[u]),u--,f++;else if(d===void 0&&(d=Hr(s,f,g),c=Hr(a,h,u)),d.has(a[h]))if(d.has(a[u])){let y=c.get(s[f]),v=y!==void 0?i[y]:null;if(v===null){let w=q(n,i[h]);O(w,o[f]),l[f]=w}else l[f]=O(v,o[f]),q(n,i[h],v),i[y]=null;f++}else je(i[u]),u--;else je(i[h]),h++;for(;f<=g;){let y=q(n,l[g+1]);O(y,o[f]),l[f++]=y}for(;h<=u;){let y=i[h++];y!==null&&je(y)}return this.ut=s,Ur(n,l),R}});function De(n,r,e,t){let i=e&&!n.some(([s])=>s===e)?[[e,0]]:[];if(!n.length&&!i.length)return m;let o=(s,a,l)=>p`<button
 class="filter"
 data-kind=${s||"all"}
 aria-pressed=${e===s}
 @click=${()=>t(e===s?"":s)}
 >${a} <b>${l.toLocaleString("en")}</b></button>`;return p`<span class="group kinds" role="group" aria-label="Filter by kind of change">
 ${o("","all kinds",r)}${[...n,...i].map(([s,a])=>o(s,ie(s),a))}
 </span>`}function Fr(n,r,e){if(n?.opening&&!n.regions)return p`<p class="note" role="status">Comparing \u2026</p>`;let t=n?.regions??[],i=F(n,r);return p`<p class="note" role="status">${qi(t,i.length,r,n?.regions_dropped??0)}</p>
 ${De(qt(t),t.length,t.length?r:"",e.choose)}
 <ol class="regions">${Br(i,({number:o})=>`${n?.name} ${o}`,o=>Wi(o,e.show))}</ol>`}function qi(n,r,e,t){if(!n.length)return"No region was found.";let i=`region${n.length===1?"":"s"}`,o=n.filter(({kinds:s})=>s?.length).length;return[e?`${r} of ${n.length} ${i}: ${ie(e)}.`:`${n.length} ${i}, strongest first.`,!e&&o&&o<n.length?`What changed is known of ${o} of them.`:"",t?`${t} small or weak regions are not listed.`:""].filter(Boolean).join(" ")}function Wi({number:n,region:r},e){let{kinds:t,text:i,advantage:o}=r,s=`${r.width}\xD7${r.height} at (${r.x}, ${r.y})`;return p`<li value=${n}>
 <button class="item" @click=${()=>e(r)}>
 ${i?p`<b>${i}</b><small>${s}</small>`:p`<b>${s}</b>${t?.length?m:p`<small>${Vr(r)}</small>`}`}
 ${o?p`<small class="advantage">${o.text}</small>`:m}
 </button>
 ${t?.length?p`<details>
 <summary>${tt(t[0])}</summary>
 <ul>
 ${t.slice(1).map(a=>p`<li>${tt(a)}: ${a.text}</li>`)}
 <li>${Vr(r)}</li>
 </ul>
 </details>`:m}
 </li>`}function Vr({area:n,peak:r,mean:e}){return`${n===void 0?"":`${n} pixels, `}peak ${b(r)}, mean ${b(e)}`}var Ue=class{constructor(r){this.host=r;r.addController(this)}hostConnected(){}get dialog(){return this.host.renderRoot.querySelector("difference-confirm")}get asking(){return this.dialog?.open??!1}async accept(r){let e=Me(r);if(!(!e.length||this.asking||!await this.dialog?.ask(e)))for(let t of e)await this.send(t,"accept")}async reject(r,e){r.accept&&await this.send(r,e)}async send(r,e){let t;try{t={problem:"",...await Gt(r,e,this.host.headers)}}catch(i){t={accept:r.accept,problem:i instanceof Error?i.message:"the decision was not carried out"}}this.keep(r,t),this.host.requestUpdate()}keep(r,e){let t=this.host.document?.entries??[],i=t.findIndex(({id:a})=>a===r.id);if(i<0)return;let{accept:o,...s}=t[i];t[i]={...s,...e}}async copy(r){try{await navigator.clipboard.writeText(r),this.announce("Copied.")}catch{this.announce("The browser does not allow this page to copy; select the command and copy it.")}}announce(r){let e=this.host.renderRoot.querySelector(".live");e&&(e.textContent=r)}};var qr=x`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 border-bottom: 1px solid var(--line);
 }
 .tools .group {
 flex: 1 1 100%;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .tools .kinds {
 max-height: 56px;
 overflow: auto;
 }
 .filter.failed b,
 .filter.size b,
 .filter.changed b,
 .filter.rejected b {
 color: var(--bad);
 }
 .filter.deleted b,
 .filter.new b {
 color: var(--warn);
 }
 .filter.same b,
 .filter.accepted b {
 color: var(--good);
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 grid-template-columns: 68px minmax(0, 1fr) auto;
 gap: 10px;
 align-items: center;
 height: 58px;
 box-sizing: border-box;
 padding: 0 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 right: 0;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .picture {
 width: 68px;
 height: 48px;
 border-radius: 4px;
 background: var(--stage);
 overflow: hidden;
 }
 img {
 width: 100%;
 height: 100%;
 object-fit: cover;
 display: block;
 }
 img:not([src]) {
 visibility: hidden;
 }
 .name b,
 .name small {
 display: block;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .name b {
 font-weight: 600;
 }
 .name small {
 color: var(--dim);
 font-size: 12px;
 }
 .name small.bad {
 color: var(--bad);
 }
 .marks {
 display: flex;
 flex-direction: column;
 align-items: flex-end;
 gap: 3px;
 }
 .end {
 position: absolute;
 width: 1px;
 height: 1px;
 }
 .count {
 display: flex;
 flex-wrap: wrap;
 justify-content: space-between;
 align-items: center;
 gap: 6px;
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
`;var Ie=x`
 .mark {
 display: inline-block;
 border: 1px solid currentColor;
 border-radius: 9px;
 padding: 0 7px;
 font-size: 11.5px;
 line-height: 17px;
 white-space: nowrap;
 }
 .mark.failed,
 .mark.size,
 .mark.changed,
 .mark.rejected {
 color: var(--bad);
 }
 .mark.deleted,
 .mark.new {
 color: var(--warn);
 }
 .mark.same,
 .mark.accepted {
 color: var(--good);
 }
 .mark.accepted,
 .mark.rejected {
 font-weight: 650;
 }
`,Wr=x`
 .decision {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 10px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 }
 .decision .reason {
 flex: 1 1 160px;
 min-width: 0;
 max-height: 3em;
 overflow: auto;
 overflow-wrap: anywhere;
 }
 .decision .buttons {
 margin-left: auto;
 }
 .decision .command {
 flex: 1 1 100%;
 display: flex;
 gap: 8px;
 align-items: center;
 min-width: 0;
 }
 .decision code {
 flex: 1 1 auto;
 min-width: 0;
 overflow: auto;
 white-space: pre;
 font: 12px/1.5 var(--mono);
 padding: 2px 7px;
 border: 1px solid var(--line);
 border-radius: 5px;
 background: var(--page);
 }
 .decision .problem {
 flex: 1 1 100%;
 margin: 0;
 color: var(--bad);
 overflow-wrap: anywhere;
 }
`;var gt=class extends z{constructor(){super(...arguments);this.layout={row:58,head:0,spare:4}}static{this.properties={...z.properties,rows:{attribute:!1}}}static{this.styles=[E,Ie,qr]}get entries(){return this.rows}get order(){return Ae(this.rows,this.state,this.state.sort==="name")}render(){let{order:e,rows:t,state:i}=this,[o,s]=this.drawn();return p`
 <div class="tools">
 <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
 ${De(Wt(t),t.length,i.kind,a=>this.change({kind:a}))}
 <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${i.search} @input=${a=>this.change({search:a.target.value})} />
 <select aria-label="Order" data-control="order" @change=${a=>this.change({sort:a.target.value})}>
 <option value="" ?selected=${i.sort!=="name"}>Worst first</option>
 <option value="name" ?selected=${i.sort==="name"}>By name</option>
 </select>
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${e.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
 ${e.slice(o,s).map((a,l)=>this.row(a,o+l))}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count">
 <span role="status">${e.length.toLocaleString("en")} of ${t.length.toLocaleString("en")} pairs</span>
 ${this.forAll(e.map(a=>t[a]))}
 </div>
 `}filters(){let{only:e}=this.state,t=(o,s,a,l)=>p`<button
 class="filter ${o}"
 data-only=${o||"all"}
 title=${l}
 aria-pressed=${e===o}
 @click=${()=>this.change({only:e===o?"":o})}
 >${s} <b>${a.toLocaleString("en")}</b></button>`,i=tr(this.rows).map(([o,s])=>t(o,o,s,ne[o]));return[t("","all",this.rows.length,"all pairs"),...i]}forAll(e){let t=Me(e.filter(({state:o})=>o!=="failed")),i=Jt(e);return t.length?p`<button data-control="accept-all" @click=${()=>this.tell("accept-entries",t)}>Accept ${t.length.toLocaleString("en")} listed \u2026</button>`:i?p`<button data-control="copy-all" title="Copy the commands that accept the listed pairs" @click=${()=>this.tell("copy-text",i)}>Copy commands</button>`:m}row(e,t){let i=this.rows[e],{state:o,decision:s}=i;return p`<div class="row" role="row" data-at=${t} aria-rowindex=${t+1} aria-selected=${e===this.state.entry} @click=${()=>this.change({entry:e})}>
 <div class="picture" role="gridcell">${i.thumbnail?p`<img alt="" data-thumb=${e} />`:m}</div>
 <div class="name" role="gridcell" title=${i.name}><b>${i.name}</b>${i.problem?p`<small class="bad">${i.problem}</small>`:p`<small>${i.reason??""}</small>`}</div>
 <div class="marks" role="gridcell">
 ${s?p`<span class="mark ${s}">${s}</span>`:m}
 ${o?p`<span class="mark ${o}">${o}</span>`:m}
 </div>
 </div>`}step(e){let t=_e(this.order,this.state.entry,e);t!==void 0&&this.change({entry:t})}};customElements.define("difference-run",gt);function Kr(n,r){let e=[...n.querySelectorAll("difference-pane")],{width:t,height:i}=n.getBoundingClientRect(),o=d=>{let c=Math.ceil(e.length/d);return Math.min(t/d/r.width,Math.max(20,i/c-26)/r.height)},s={columns:1,size:0};for(let d=1;d<=e.length;d++)o(d)>s.size*1.02&&(s={columns:d,size:o(d)});let a=e.filter(d=>d.dataset.column==="0").length,l=a<e.length&&o(a)>.75*s.size;l&&(s={columns:a,size:0});for(let d of e){let c=Number(d.dataset.column);d.style.gridColumn=l&&c?String(c):"",d.style.gridRow=l&&c?"2":""}n.style.gridTemplateColumns=`repeat(${s.columns}, minmax(0, 1fr))`,n.style.gridAutoRows="minmax(0, 1fr)"}var W=n=>n.target.checked,K=n=>n.target.value;function Yr(n,r,e,t){let i=new Map;for(let c of n){let h=r.get(c.id);h&&i.set(h,[...i.get(h)??[],c])}if(!i.size)return m;let o=n.filter(c=>c.kind==="map").length,s=(c,h,u,f,g,y)=>p`<label>${h} <input type="range" data-control=${c} min=${c==="gain"?-2:0} max=${f} step="0.01" .value=${String(u)} aria-valuetext=${g} @input=${v=>t({[c]:y(Number(K(v)))})} /> ${g}</label>`,a=`${b(e.gain,3)}\xD7`,[l]=i.keys(),d=e.threshold?b(P(e.threshold*l.vmax,l.unit),3):"off";return p`<div class="legend" role="group" aria-label="Scale of the maps">
 ${[...i].slice(0,6).map(([c,h])=>p`<span class="scale" data-scale=${c.label}>
 <span>${b(P(c.vmin,c.unit))}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${c.label}`}></canvas><span>${b(P(c.vmax,c.unit))}</span>
 <small>${Ki(h)}: ${c.label}${h[0].positive&&c.vmin<0?`, above 0: ${h[0].positive}`:""}</small>
 </span>`)}
 ${s("gain","Gain",Math.log10(e.gain),2,a,c=>10**c)}
 ${s("threshold","Threshold",e.threshold,1,d,c=>c)}
 <label>Colours <select data-control="colourmap" @change=${c=>t({colourmap:K(c)})}>
 ${L.map(c=>p`<option ?selected=${c===e.colourmap}>${c}</option>`)}
 </select></label>
 ${o>1?p`<label><input type="checkbox" data-control="shared" .checked=${e.shared} @change=${c=>t({shared:W(c)})} /> One scale for all</label>`:m}
 </div>`}function Zr(n,r){n.querySelectorAll(".scale").forEach(e=>{let t=r.find(l=>l.label===e.dataset.scale),i=e.querySelector("canvas")?.getContext("2d");if(!t||!i)return;let o=et(t.colourmap),s=o.length/3-1,a=i.createImageData(150,1);for(let l=0;l<150;l++){let d=t.vmin+l/149*(t.vmax-t.vmin);Math.abs(d)<t.threshold&&(d=0);let c=3*Math.round((d-t.vmin)/(t.vmax-t.vmin)*s);a.data.set([o[c],o[c+1],o[c+2],255],4*l)}i.putImageData(a,0,0)})}function Ki([n,...r]){let e=n.note??"";return r.length?{error:"error maps",difference:`difference of images, mean of channels${e}`}[n.role]??n.label:`${n.label}${e}`}function Jr(n,r,e){for(let{number:t,region:i}of e){let o=i.advantage?.better;bt(n,r,i,o?`${t} ${o}`:String(t),"#fff",o==="second")}r.marked&&bt(n,r,r.marked,"","#ffd400"),r.box&&bt(n,r,r.box,"","#4da3ff"),r.pointer&&Yi(n,r,r.pointer)}function Yi(n,r,e){let t=devicePixelRatio,i=r.origin(),o=i.x+e.x*r.scale,s=i.y+e.y*r.scale;for(let[a,l]of[["#000",3],["#fff",1]]){n.strokeStyle=a,n.lineWidth=l*t,n.beginPath();for(let[d,c]of[[1,0],[-1,0],[0,1],[0,-1]])n.moveTo(o+d*4*t,s+c*4*t),n.lineTo(o+d*10*t,s+c*10*t);n.stroke()}}function bt(n,r,e,t,i,o=!1){let s=r.origin(),{scale:a}=r,l=devicePixelRatio,d=s.x+e.x*a,c=s.y+e.y*a;n.setLineDash(o?[6*l,4*l]:[]);for(let[f,g,y]of[["#000",3,2],[i,1.5,2]]){n.strokeStyle=f,n.lineWidth=g*l;let v=y*l;n.strokeRect(d-v,c-v,e.width*a+2*v,e.height*a+2*v)}if(n.setLineDash([]),!t)return;n.font=`600 ${11*l}px sans-serif`;let h=c>18*l,u=h?c-3*l:Math.max(c,0)+4*l;n.textBaseline=h?"bottom":"top",n.lineWidth=3*l,n.strokeStyle="#000",n.strokeText(t,d+(h?0:4*l),u),n.fillStyle="#fff",n.fillText(t,d+(h?0:4*l),u)}function Gr(n,r,e,t,i,o,s){let a=r.tile(e,t,i),l=r.levels-1,d=a??(e<l&&r.tile(l,0,0));if(!d)return;let c=r.drawable(d,s);if(!c)return;let h=r.size*2**e,u=a?d:{x:t*h,y:i*h,width:h,height:h},f=d.width/d.columns,g=d.height/d.rows,y=(he,Ve,pe,me,oi)=>[Math.max(he,Math.floor(-pe/me)-1),Math.min(he+Ve,Math.ceil((oi-pe)/me)+1)],{canvas:v}=n,[w,S]=y(u.x,u.width,o.x,o.scale,v.width),[M,de]=y(u.y,u.height,o.y,o.scaleY,v.height),A=(he,Ve,pe,me)=>Math.max(0,Math.min(pe,(me?Math.ceil:Math.floor)(he/Ve))),C=A(w-d.x,f,d.columns,!1),j=A(M-d.y,g,d.rows,!1),Y=A(S-d.x,f,d.columns,!0),Be=A(de-d.y,g,d.rows,!0);Y<=C||Be<=j||n.drawImage(c,C,j,Y-C,Be-j,o.x+(d.x+C*f)*o.scale,o.y+(d.y+j*g)*o.scaleY,(Y-C)*f*o.scale,(Be-j)*g*o.scaleY)}var Qr=x`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--stage);
 position: relative;
 container-type: inline-size;
 outline: 1px solid var(--line);
 }
 header {
 display: flex;
 gap: 8px;
 align-items: baseline;
 padding: 4px 8px;
 font-size: 12px;
 min-height: 17px;
 background: var(--bar);
 }
 b {
 font-weight: 600;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 min-width: 0;
 }
 header small {
 color: var(--dim);
 flex-shrink: 0;
 }
 header span {
 color: var(--dim);
 white-space: nowrap;
 margin-left: auto;
 min-width: 0;
 flex-shrink: 99;
 overflow: hidden;
 text-overflow: ellipsis;
 font-variant-numeric: tabular-nums;
 }
 @container (max-width: 175px) {
 span i {
 display: none;
 }
 }
 i {
 font-style: normal;
 }
 div {
 position: relative;
 flex: 1;
 min-height: 0;
 overflow: hidden;
 touch-action: none;
 cursor: crosshair;
 }
 canvas {
 position: absolute;
 inset: 0;
 width: 100%;
 height: 100%;
 image-rendering: pixelated;
 }
 output {
 position: absolute;
 left: 0;
 bottom: 0;
 max-width: 100%;
 box-sizing: border-box;
 padding: 2px 7px;
 font: 11px/1.5 var(--mono);
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: pre;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 output:empty {
 display: none;
 }
 p {
 position: absolute;
 inset: 0;
 display: grid;
 place-content: center;
 margin: 0;
 padding: 8px;
 text-align: center;
 color: var(--dim);
 font-size: 13px;
 pointer-events: none;
 }
`;var yt=class extends ${constructor(){super(...arguments);this.frame=0;this.watcher=null;this.drag=null;this.fingers=new Map;this.onView=()=>this.draw();this.onPointer=()=>{this.draw(),this.showValues()}}static{this.properties={library:{attribute:!1},viewport:{attribute:!1},layer:{attribute:!1},over:{attribute:!1},split:{attribute:!1},opacity:{attribute:!1},scales:{attribute:!1},regions:{attribute:!1},heading:{attribute:!1},score:{attribute:!1}}}static{this.styles=Qr}render(){let e=this.layer?this.library.picture(this.layer):null,t=e?.error||(e?.ready?"":"Loading \u2026");return p`
 <header>${this.roleName()}<b title=${this.heading}>${this.heading}</b>${this.score?p`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>`:m}</header>
 <div
 @wheel=${this.wheel}
 @pointerdown=${this.down}
 @pointermove=${this.move}
 @pointerup=${this.up}
 @pointercancel=${this.up}
 @pointerleave=${this.leave}
 @dblclick=${this.doubleClick}
 >
 <canvas role="img" aria-label=${this.description()}></canvas>
 ${t?p`<p>${t}</p>`:m}
 <output aria-hidden="true"></output>
 </div>
 `}roleName(){let{role:e,label:t}=this.layer??{};return this.over||t?.toLowerCase()===e||e!=="first"&&e!=="second"?m:p`<small>${e}</small>`}description(){let{layer:e,over:t}=this;return e?`${this.heading}, ${e.width} by ${e.height} pixels${t?`, with ${t.label}`:""}`:""}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(()=>this.measure())}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.viewport?.removeEventListener("view",this.onView),this.viewport?.removeEventListener("pointer",this.onPointer)}firstUpdated(){this.viewport.addEventListener("view",this.onView),this.viewport.addEventListener("pointer",this.onPointer),this.watcher?.observe(this.canvas),this.measure()}updated(e){this.draw(),this.showValues()}get canvas(){return this.renderRoot.querySelector("canvas")}measure(){let e=this.canvas.getBoundingClientRect(),t=Math.max(1,Math.round(e.width*devicePixelRatio)),i=Math.max(1,Math.round(e.height*devicePixelRatio));(this.canvas.width!==t||this.canvas.height!==i)&&(this.canvas.width=t,this.canvas.height=i),this.viewport.resize(t,i),this.paint()}draw(){this.frame||(this.frame=requestAnimationFrame(()=>{this.frame=0,this.paint()}))}paint(){if(!this.hasUpdated||!this.layer)return;let e=this.canvas.getContext("2d",{alpha:!1});if(!e)return;let{width:t,height:i}=this.canvas;this.canvas.parentElement.style.touchAction=this.viewport.zoom===null?"pan-y":"none",e.fillStyle=getComputedStyle(this).backgroundColor,e.fillRect(0,0,t,i);let{over:o}=this,s=o&&this.split!==null?Math.round(this.split*t):t;this.picture(e,this.layer,0,o&&this.split!==null?s:t),o&&(e.globalAlpha=this.split===null?this.opacity:1,this.picture(e,o,this.split===null?0:s,t),e.globalAlpha=1),Jr(e,this.viewport,this.regions)}picture(e,t,i,o){if(o<=i)return;let{viewport:s}=this,a=this.library.picture(t),l=s.scale*s.world.width/t.width,d=s.scale*s.world.height/t.height,c=s.origin();e.save(),e.beginPath(),e.rect(i,0,o-i,this.canvas.height),e.clip();let h=Math.max(0,Math.min(a.levels-1,Math.floor(Math.log2(1/l)+1e-9)));e.imageSmoothingEnabled=l*2**h<.999,e.imageSmoothingQuality="high";let u=a.size*2**h,f={x:(i-c.x)/l/u,y:-c.y/d/u},g={x:(o-c.x)/l/u,y:(this.canvas.height-c.y)/d/u},y=Math.ceil(t.width/u),v=Math.ceil(t.height/u);for(let w=Math.max(0,Math.floor(f.y));w<Math.min(v,g.y);w++)for(let S=Math.max(0,Math.floor(f.x));S<Math.min(y,g.x);S++)Gr(e,a,h,S,w,{...c,scale:l,scaleY:d},this.scales.get(t.id)??null);e.restore()}showValues(){let e=this.renderRoot.querySelector("output");if(!e||!this.layer)return;let{pointer:t,world:i}=this.viewport,o=t&&t.x>=0&&t.y>=0&&t.x<i.width&&t.y<i.height;e.textContent=o?[this.layer,this.over].map(s=>this.valuesOf(s,t)).join(""):""}valuesOf(e,t){if(!e)return"";let{world:i}=this.viewport,o=Math.floor(t.x*e.width/i.width),s=Math.floor(t.y*e.height/i.height),a=this.library.picture(e).values(o,s),l=a?.values.map(u=>Number.isNaN(u)?"\u2013":b(P(u,e.errors),5)),d=l?[...l,...e.errors?[e.errors.name]:[]].join(" "):"\u2026",c=a&&!a.exact?"\u2248 ":"",h=this.over?`${e.label} `:`${o}, ${s}  `;return`${this.over&&e===this.over?"   ":""}${h}${c}${d}`}place(e){let t=this.canvas.getBoundingClientRect();return{x:(e.clientX-t.left)*devicePixelRatio,y:(e.clientY-t.top)*devicePixelRatio}}wheel(e){e.preventDefault();let t=e.deltaMode===1?20:1,i=this.place(e),o=e.ctrlKey?.01:.002,s=Math.max(-.7,Math.min(.7,-e.deltaY*t*o));this.viewport.zoomTo(this.viewport.scale*Math.exp(s),i.x,i.y)}down(e){if(e.button>0)return;e.currentTarget.setPointerCapture(e.pointerId);let t=this.place(e);this.fingers.set(e.pointerId,t),this.drag={...t,box:e.shiftKey,from:this.viewport.at(t.x,t.y)}}move(e){let{viewport:t}=this,i=this.place(e),o=this.fingers.get(e.pointerId);o&&this.fingers.size===2&&this.pinch(e.pointerId,i),o&&this.fingers.set(e.pointerId,i),this.drag&&this.fingers.size===1&&(this.drag.box?this.stretch(i):t.pan(i.x-this.drag.x,i.y-this.drag.y),this.drag={...this.drag,...i}),t.pointer=t.at(i.x,i.y),t.changed("pointer")}pinch(e,t){let i=this.fingers.get(e),o=[...this.fingers].find(([l])=>l!==e)[1],s=l=>Math.hypot(l.x-o.x,l.y-o.y)||1,a={x:(t.x+o.x)/2,y:(t.y+o.y)/2};this.viewport.pan((t.x-i.x)/2,(t.y-i.y)/2),this.viewport.zoomTo(this.viewport.scale*s(t)/s(i),a.x,a.y)}stretch(e){let{from:t}=this.drag,i=this.viewport.at(e.x,e.y);this.viewport.box={x:Math.min(t.x,i.x),y:Math.min(t.y,i.y),width:Math.abs(i.x-t.x),height:Math.abs(i.y-t.y)}}up(e){this.fingers.delete(e.pointerId);let{box:t}=this.viewport;if(this.viewport.box=null,t&&t.width>1&&t.height>1&&this.viewport.show(t,1),this.drag=null,this.fingers.size===1){let i=[...this.fingers.values()][0];this.drag={...i,box:!1,from:this.viewport.at(i.x,i.y)}}}leave(e){this.fingers.has(e.pointerId)||(this.viewport.pointer=null,this.viewport.changed("pointer"))}doubleClick(e){let t=this.place(e);this.viewport.zoom===null?this.viewport.zoomTo(Math.max(1,this.viewport.fitScale*2),t.x,t.y):this.viewport.fit()}};customElements.define("difference-pane",yt);function Xr(n,r,e){return n.length<3?m:p`<div class="bar chips" role="group" aria-label="Shown images">
 ${n.map((t,i)=>{if(t.role==="error")return m;let o=r.includes(i),s=o?r.filter(a=>a!==i):[...r,i].sort((a,l)=>a-l);return p`<button class="chip" aria-pressed=${o} ?disabled=${o&&r.length===1} @click=${()=>e({shown:s})}>${t.label}</button>`})}
  </div>`}function ei(n,r,e,t,i){let o=n.map((l,d)=>({layer:l,index:d})),s=(l,d)=>p`<label>${d}
 <select data-control=${l} @change=${c=>i({[l]:Number(K(c))})}>
 ${o.filter(({layer:c})=>r.mode!=="difference"||c.kind==="image").map(({layer:c,index:h})=>p`<option value=${h} ?selected=${Math.min(r[l],n.length-1)===h}>${c.label}</option>`)}
 </select></label>`,a=(l,d,c,h,u,f)=>p`<label>${d} <input type="range" data-control=${l} min=${c} max=${h} step=${u} .value=${String(r[l])} @input=${g=>i({[l]:Number(K(g))})} /> ${f}</label>`;return p`<div class="bar" role="group" aria-label="Images to compare">
 ${s("first","A")}
 <button @click=${()=>i({first:r.second,second:r.first})} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
 ${s("second","B")}
 ${r.mode==="overlay"?a("opacity","B",0,1,.01,`${Math.round(100*r.opacity)} %`):m}
 ${r.mode==="blink"?p`${a("speed","Speed",.2,10,.1,`${r.speed} per second`)}
 <button data-control="blink" aria-pressed=${e} @click=${()=>t()}>${e?"Pause":"Resume"}</button>`:m}
 </div>`}function ti(n,r){let e=Math.round(100*n.split),t=o=>{let s=o.currentTarget;if(o.type==="pointerdown"&&s.setPointerCapture(o.pointerId),!s.hasPointerCapture(o.pointerId))return;let a=s.parentElement.getBoundingClientRect();r({split:Math.max(0,Math.min(1,(o.clientX-a.left)/a.width))})};return p`<button
 class="handle"
 role="slider"
 aria-label="Divider between A and B"
 aria-valuemin="0"
 aria-valuemax="100"
 aria-valuenow=${e}
 @pointerdown=${t}
 @pointermove=${t}
 @keydown=${o=>{let s={ArrowLeft:-.02,ArrowRight:.02,Home:-1,End:1}[o.key];s!==void 0&&(o.preventDefault(),o.stopPropagation(),r({split:Math.max(0,Math.min(1,n.split+s))}))}}
 ></button>`}var ri=x`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 }
 .bar {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 12px;
 align-items: center;
 padding: 6px 10px;
 border-bottom: 1px solid var(--line);
 background: var(--panel);
 }
 .chips {
 gap: 4px;
 max-height: 78px;
 overflow: auto;
 }
 .panes {
 flex: 1;
 min-height: 0;
 display: grid;
 gap: 1px;
 background: var(--stage);
 position: relative;
 overflow: hidden;
 }
 .handle {
 position: absolute;
 top: 25px;
 bottom: 0;
 width: 24px;
 margin-left: -12px;
 cursor: ew-resize;
 touch-action: none;
 border: 0;
 padding: 0;
 background: linear-gradient(#fff, #fff) center / 2px 100% no-repeat;
 filter: drop-shadow(0 0 1px #000);
 border-radius: 0;
 }
 .handle::after {
 content: "\\2194";
 display: grid;
 place-content: center;
 position: absolute;
 top: 50%;
 left: 0;
 width: 24px;
 height: 24px;
 margin-top: -12px;
 border-radius: 12px;
 background: #fff;
 color: #222;
 font-size: 14px;
 }
 .legend {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 16px;
 align-items: center;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 background: var(--panel);
 font-size: 12px;
 }
 .scale {
 display: grid;
 grid-template-columns: auto 150px auto;
 justify-content: start;
 gap: 1px 6px;
 align-items: center;
 font-variant-numeric: tabular-nums;
 }
 .scale small {
 grid-column: 1 / -1;
 color: var(--dim);
 font-size: 11px;
 }
 .scale canvas {
 width: 150px;
 height: 12px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 .zoom {
 min-width: 3.4em;
 text-align: right;
 font-variant-numeric: tabular-nums;
 }
 .empty {
 display: grid;
 place-content: center;
 text-align: center;
 color: var(--dim);
 background: var(--stage);
 padding: 24px;
 }
`;var Zi={side:"Side by side",slider:"Slider",blink:"Blink",overlay:"Overlay",difference:"Difference"},vt=class extends ${constructor(){super();this.showSecond=!1;this.timer=0;this.scales=new Map;this.onLibrary=()=>this.requestUpdate();this.onView=()=>{mt(),this.showZoom(),cancelAnimationFrame(this.pruning),this.pruning=requestAnimationFrame(()=>requestAnimationFrame(()=>this.library.prune()))};this.pruning=0;this.blinking=!0}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},blinking:{state:!0}}}static{this.styles=[E,ri]}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.viewport.addEventListener("view",this.onView)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.viewport.removeEventListener("view",this.onView),clearInterval(this.timer)}get shown(){let e=this.entry?.layers??[],t=this.state.shown?.filter(i=>i<e.length);return t?.length?t:e.flatMap((i,o)=>i.role==="error"?[]:[o]).slice(0,8)}layer(e){let t=this.entry?.layers??[];return t[Math.min(e,t.length-1)]??null}get images(){return this.entry?.layers.filter(e=>e.kind==="image")??[]}get base(){let{images:e}=this;return e.find(t=>t.role==="reference")??e[0]??null}errorsOf(e){let{base:t}=this;return e.map(i=>!t||i.kind!=="image"||i.id===t.id?null:this.errorMap(i)??ut(t,i,this.state.signed))}errorMap(e){return this.state.signed?null:this.entry?.layers.find(t=>t.role==="error"&&t.method===e.label)??null}differenceOf(e,t){let{base:i}=this,o=Math.max(e.depth??8,t.depth??8)>8,s=e.id===i?.id?t:t.id===i?.id?e:null;return(o&&s?this.errorMap(s):null)??ut(e,t,this.state.signed)}content(){let{state:e}=this,[t,i]=[this.layer(e.first),this.layer(e.second)];if(e.mode==="side"){let s=this.shown.map(l=>this.layer(l)).filter(l=>l!==null),a=[s.map(l=>({layer:l}))];if(e.errors){let l=this.errorsOf(s).filter(d=>d!==null);l.length&&a.push(l.map(d=>({layer:d})))}return a}if(!t||!i)return[];if(e.mode==="slider")return[[{layer:t,over:i,split:e.split}]];if(e.mode==="overlay")return[[{layer:t,over:i,opacity:e.opacity}]];if(e.mode==="blink")return[[{layer:this.showSecond?i:t}]];let o=this.differenceOf(t,i);return[[{layer:t},{layer:o},{layer:i}]]}rescale(e){let t=new Map;for(let i of e){if(i.kind!=="map")continue;let o=["difference","error"].includes(i.role)?`${i.role} ${i.unit_range}`:i.label,s=this.state.shared?`${o} ${i.unit} ${i.signed}`:i.id;t.set(s,[...t.get(s)??[],i])}this.scales=new Map;for(let i of t.values()){let o=i.map(a=>this.library.picture(a).sizes()).filter(a=>a!==null),s=Vt(i,o,this.state);for(let a of i)this.scales.set(a.id,s)}}render(){if(!this.entry)return m;if(!this.entry.layers.length){let{errors:o,load:s,opening:a}=this.entry,l=o?.join(" ")||(s||a?"Opening \u2026":"The pictures of this image are not in this report.");return p`<div class="panes"><p class="empty">${l}</p></div>`}mt();let e=this.content(),t=e.flat().flatMap(({layer:o,over:s})=>s?[o,s]:[o]);this.rescale(t);let i=o=>this.change(o);return p`
 ${this.toolbar()}
 ${this.state.mode==="side"?Xr(this.entry.layers,this.shown,i):ei(this.entry.layers,this.state,this.blinking,()=>this.toggleBlink(),i)}
 <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom">
 ${e.flatMap((o,s)=>o.map(a=>this.pane(a,s,e[0])))}
 ${this.state.mode==="slider"?ti(this.state,i):m}
 </div>
 ${Yr(t,this.scales,this.state,i)}
 `}pane(e,t,i){let{layer:o,over:s}=e,{source:a}=o,l=a.type==="difference"?a.second.label:o.method??o.label,d=t?i.findIndex(u=>u.layer.label===l):-1,c=s?`${o.label}  |  ${s.label}`:o.label,h=this.state.boxes?F(this.entry,this.state.kind):[];return p`<difference-pane
 .library=${this.library}
 .viewport=${this.viewport}
 .layer=${o}
 .over=${s??null}
 .split=${e.split??null}
 .opacity=${e.opacity??1}
 .scales=${this.scales}
 .regions=${h}
 .heading=${c}
 .score=${s?null:this.scoreOf(o)}
 data-column=${d+1}
 ></difference-pane>`}scoreOf(e){let t=this.document_.metrics[this.state.metric],i=this.document_.kind==="study"?this.document_.methods.indexOf(e.label):-1;if(!t||i<0||e.kind!=="image"||e.role==="reference")return null;let o=this.document_.scores[t.spec]?.[i]?.[this.state.entry];return[t.spec,b(o==null?null:Number(o)),t.unit]}toolbar(){let{state:e}=this;return p`<div class="bar" role="toolbar" aria-label="Display">
 <span class="group">
 ${se.map(t=>p`<button
 aria-pressed=${e.mode===t}
 @click=${()=>this.change({mode:t})}
 data-mode=${t}
 >${Zi[t]}</button>`)}
 </span>
 <span class="group">
 <button @click=${()=>this.viewport.fit()} title="Whole image (f)">Fit</button>
 <button @click=${()=>this.viewport.zoomTo(1)} title="Actual pixels (o)">1:1</button>
 <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${()=>this.viewport.zoomTo(this.viewport.scale/1.5)}>\u2212</button>
 <button aria-label="Zoom in" title="Zoom in (+)" @click=${()=>this.viewport.zoomTo(this.viewport.scale*1.5)}>+</button>
 <span class="zoom" aria-label="Zoom"></span>
 </span>
 ${this.entry?.regions?.length?p`<label><input type="checkbox" .checked=${e.boxes} @change=${t=>this.change({boxes:W(t)})} /> Boxes</label>`:m}
 ${e.mode==="side"&&this.images.length>1?p`<label><input type="checkbox" data-control="errors" .checked=${e.errors} @change=${t=>this.change({errors:W(t)})} /> Errors</label>`:m}
 ${e.mode==="side"&&e.errors||e.mode==="difference"?p`<label><input type="checkbox" data-control="signed" .checked=${e.signed} @change=${t=>this.change({signed:W(t)})} /> Signed</label>`:m}
 </div>`}showZoom(){let e=this.renderRoot.querySelector(".zoom"),t=100*this.viewport.scale;e&&(e.textContent=`${t>=10?Math.round(t):b(t,2)} %`)}updated(e){let t=this.renderRoot.querySelector(".panes");t&&Kr(t,this.viewport.world),this.showZoom(),Zr(this.renderRoot,[...this.scales.values()]),this.blink();let i=this.renderRoot.querySelector(".handle");i&&(i.style.left=`${100*this.state.split}%`),e.size===0&&this.renderRoot.querySelectorAll("difference-pane").forEach(o=>o.requestUpdate())}toggleBlink(){this.blinking=!this.blinking}blink(){clearInterval(this.timer),!(this.state.mode!=="blink"||!this.blinking)&&(this.timer=window.setInterval(()=>{this.showSecond=!this.showSecond,this.requestUpdate()},1e3/this.state.speed))}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};customElements.define("difference-stage",vt);function ii(n){let r=n?.statements??[];if(!r.length)return m;let e=new Set((n?.regions??[]).map(({advantage:t})=>t?.better));return p`<div class="statements" role="group" aria-label="The whole pair">
 ${r.map(t=>p`<p>${t}</p>`)}
 ${e.has("first")||e.has("second")?p`<p class="note">Boxes name the better image; they are dashed where it is the second.</p>`:m}
 </div>`}var Ji={images:"Images",places:"Places",plots:"Plots",methods:"Methods",errors:"Errors",about:"Record"};function Gi(n,r){let e={images:n.entries.length>1||n.kind==="study"||n.run!==void 0,places:r,plots:n.kind==="study"&&n.metrics.length>0,methods:n.kind==="study",errors:n.errors.length>0,about:!0};return at.filter(t=>e[t])}function Qi(n,r){return n==="images"&&r.run?"Pairs":n==="places"?r.crops?"Crops":"Regions":n==="errors"?`Errors (${r.errors.length})`:Ji[n]}function ni(n,r,e,t){let i=Gi(n,r);return p`<div class="tabs" role="tablist" @keydown=${s=>{let a={ArrowLeft:-1,ArrowRight:1}[s.key];a&&(s.stopPropagation(),t(i[(i.indexOf(e)+a+i.length)%i.length],!0))}}>
 ${i.map(s=>p`<button role="tab" data-tab=${s} class=${s==="errors"?"bad":""} aria-selected=${e===s} tabindex=${e===s?0:-1} @click=${()=>t(s,!1)}>${Qi(s,n)}</button>`)}
 </div>`}var He=class extends EventTarget{constructor(){super(...arguments);this.world={width:1,height:1};this.zoom=null;this.x=.5;this.y=.5;this.pointer=null;this.box=null;this.marked=null;this.pane={width:300,height:300}}get fitScale(){let e=Math.min(this.pane.width/this.world.width,this.pane.height/this.world.height);return e>=1?Math.min(Math.floor(e),64):e}get scale(){return this.zoom??this.fitScale}get words(){return this.zoom===null?"whole image":`${Math.round(100*this.scale)} %`}origin(){let{scale:e}=this,t=this.zoom===null?{x:this.world.width/2,y:this.world.height/2}:this;return{x:Math.round(this.pane.width/2-t.x*e),y:Math.round(this.pane.height/2-t.y*e)}}at(e,t){let i=this.origin();return{x:(e-i.x)/this.scale,y:(t-i.y)/this.scale}}changed(e="view"){this.dispatchEvent(new Event(e))}open(e,t){e===this.world.width&&t===this.world.height||(this.world={width:e,height:t},this.changed())}openLargest(e){let[t,...i]=e;if(!t)return;let o=i.reduce((s,a)=>a.width*a.height>s.width*s.height?a:s,t);this.open(o.width,o.height)}resize(e,t){e===this.pane.width&&t===this.pane.height||(this.pane={width:e,height:t},this.changed())}fit(){this.zoom=null,this.x=this.world.width/2,this.y=this.world.height/2,this.changed()}zoomTo(e,t=this.pane.width/2,i=this.pane.height/2){let o=this.at(t,i),s=Math.min(this.fitScale,1)/4;this.zoom=Math.max(s,Math.min(64,e)),this.x=o.x+(this.pane.width/2-t)/this.zoom,this.y=o.y+(this.pane.height/2-i)/this.zoom,this.keepInside(),this.changed()}pan(e,t){this.zoom===null&&(this.zoom=this.fitScale,this.x=this.world.width/2,this.y=this.world.height/2),this.x-=e/this.zoom,this.y-=t/this.zoom,this.keepInside(),this.changed()}show(e,t=1.6){let i=Math.min(this.pane.width/(e.width*t),this.pane.height/(e.height*t));this.zoom=Math.min(i>=1?Math.floor(i):i,64),this.x=e.x+e.width/2,this.y=e.y+e.height/2,this.keepInside(),this.changed()}keepInside(){this.x=Math.max(0,Math.min(this.world.width,this.x)),this.y=Math.max(0,Math.min(this.world.height,this.y))}};var xt=class extends ${constructor(){super();this.start=ae;this.tables=new Map;this.byName=new Map;this.placeIndex=-1;this.saving=0;this.announced="";this.library=new Ne;this.viewport=new He;this.review=new Ue(this);this.skip=e=>{e.preventDefault(),this.stage?.renderRoot.querySelector(".panes")?.focus()};this.document=null,this.src="",this.headers={},this.embedded=!1,this.state=ae,this.failure="",this.theme="",this.showAll=!1,new Pe(this,e=>{this.document&&!this.review.asking&&fr(e,this.controls)},()=>this.readAddress(),()=>this.save())}static{this.properties={document:{attribute:!1},src:{},headers:{attribute:!1},embedded:{type:Boolean},state:{state:!0},failure:{state:!0},theme:{reflect:!0},showAll:{state:!0}}}static{this.styles=[E,Ie,Wr,$r,wr]}connectedCallback(){super.connectedCallback(),this.load()}async load(){if(this.library.headers=this.headers,!this.document)try{this.document=await br(this.src,this.headers)}catch(e){this.failure=`This page cannot be opened: ${e instanceof Error?e.message:"its document is damaged"}.`}}willUpdate(e){e.has("document")&&this.document&&this.open(this.document),e.has("headers")&&(this.library.headers=this.headers)}open(e){if(e.schema!==dt){this.failure=`This page reads documents of schema ${dt}; this document has schema ${String(e.schema)}.`;return}this.failure="",this.tables.clear(),this.byName=new Map(e.entries.map((i,o)=>[i.name,o]));let t=e.crops?.best[0]??e.crops?.rival_best[0];this.start=vr(e),this.readAddress(),(this.embedded||!location.hash)&&t&&queueMicrotask(()=>this.goTo(t))}readAddress(){if(!this.document)return;let{state:e,place:t}=ur(this.embedded?"":location.hash,this.start);e.entry=Math.min(e.entry,Math.max(0,this.document.entries.length-1)),e.metric=Math.min(e.metric,Math.max(0,this.document.metrics.length-1)),this.state=e,this.world(),Object.assign(this.viewport,t.zoom===null?{zoom:null}:t),this.viewport.changed()}save(){clearTimeout(this.saving),this.saving=window.setTimeout(()=>{if(!this.document||!this.isConnected)return;let e=mr(this.state,this.start,this.viewport);!this.embedded&&e!==location.hash.slice(1)&&history.replaceState(null,"",e?`#${e}`:location.pathname+location.search);let t=`${this.entry?.name??""}, ${this.state.mode}, zoom ${this.viewport.words}`,i=this.renderRoot.querySelector(".live");i&&t!==this.announced&&(i.textContent=this.announced=t)},200)}get entry(){return this.document?.entries[this.state.entry]??null}get table(){let{metric:e}=this.state,t=this.tables.get(e);return t||this.tables.set(e,t=new Te(this.document,e)),t}async complete(){let{document:e,state:t}=this;!e||!await yr(e,t.entry,this.headers)||this.state.entry!==t.entry||(this.state.tab==="places"&&!it(e)&&this.change({tab:"about"}),this.world(),this.requestUpdate(),await this.updateComplete,this.viewport.changed())}world(){this.complete();let e=this.entry?.layers??[];this.viewport.openLargest(e),this.library.opened(e)}change(e){let t=e.entry!==void 0&&e.entry!==this.state.entry;this.state={...this.state,...e},(t||e.kind!==void 0)&&(this.placeIndex=-1),t&&(this.viewport.marked=null,this.viewport.zoom=null,this.world(),this.viewport.fit()),this.save()}goTo(e){for(let{entry:t,box:i}of rt(e,this.byName))this.show(t,i)}show(e,t){this.change({entry:e}),this.viewport.marked=t,this.updateComplete.then(()=>this.viewport.show(t,1.8))}step(e){let t=this.document?Yt(this.document,this.state,this.byName):[];if(!t.length)return;this.placeIndex=(this.placeIndex+e+t.length)%t.length;let{entry:i,box:o}=t[this.placeIndex],s=this.placeIndex;this.show(i,o),this.placeIndex=s}render(){if(this.failure)return p`<p class="failure" role="alert">${this.failure}</p>`;let e=this.document;if(!e)return p`<p class="failure">Loading \u2026</p>`;let t=e.entries.length>1;return p`
 ${or(e,this.skip,()=>this.toggleTheme(),()=>st(this.renderRoot))}
 ${Sr(e,this.showAll,()=>this.showAll=!this.showAll)}
 <main @change-state=${i=>this.change(i.detail)}>
 <aside aria-label="Lists">${ni(e,it(e),this.state.tab,(i,o)=>this.openTab(i,o))}${this.panel(e)}</aside>
 <section aria-label=${this.entry?.name??"Images"}>
 ${t||this.entry?.name!==e.title?sr(e,this.state.entry,i=>this.other(i)):m}
 ${e.run&&this.entry?rr(this.entry,this.review):m}
 ${ii(this.entry)}
 <difference-stage .document_=${e} .entry=${this.entry} .state=${this.state} .library=${this.library} .viewport=${this.viewport}></difference-stage>
 </section>
 </main>
 <div class="live" role="status" aria-live="polite"></div>
 ${e.run?.writable?p`<difference-confirm></difference-confirm>`:m}
 ${lr(this.embedded,e.run)}
 `}openTab(e,t){this.change({tab:e}),t&&this.updateComplete.then(()=>this.renderRoot.querySelector("[role=tab][aria-selected=true]")?.focus())}panel(e){let{tab:t}=this.state;return t==="images"&&e.run?p`<difference-run role="tabpanel" .rows=${e.entries.slice()} .state=${this.state} @accept-entries=${i=>{this.review.accept(i.detail)}} @copy-text=${i=>{this.review.copy(i.detail)}}></difference-run>`:t==="images"?p`<difference-table role="tabpanel" .table=${this.table} .state=${this.state}></difference-table>`:p`<div class="panel" role="tabpanel" tabindex="0">${this.panelContent(e,t)}</div>`}panelContent(e,t){let i=o=>this.change({entry:o});return t==="places"&&e.crops?Er(e.crops,(o,s)=>this.show(o,s),this.byName):t==="places"?Fr(this.entry,this.state.kind,{show:o=>this.show(this.state.entry,o),choose:o=>this.change({kind:o})}):t==="plots"?[Mr(e,this.state.metric,o=>this.change({metric:o})),Lr(this.table),Nr(this.table,i)]:t==="methods"?kr(e):t==="errors"?Ar(e,o=>i(this.byName.get(o)??this.state.entry)):_r(e,this.entry)}other(e){let t=this.renderRoot.querySelector("difference-table, difference-run"),{entries:i,run:o}=this.document;t?t.step(e):o?this.change({entry:_e(Ae(i,this.state,this.state.sort==="name"),this.state.entry,e)??this.state.entry}):this.change({entry:(this.state.entry+e+i.length)%i.length})}get stage(){return this.renderRoot.querySelector("difference-stage")}toggleTheme(){let e=this.theme?this.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;this.theme=e?"light":"dark",this.updateComplete.then(()=>this.viewport.changed())}get controls(){let{state:e,viewport:t,entry:i}=this;return{state:e,viewport:t,isRun:this.document?.run!==void 0,change:o=>this.change(o),other:o=>this.other(o),step:o=>this.step(o),accept:()=>{i&&this.review.accept([i])},reject:()=>{i&&this.review.reject(i,i.decision==="rejected"?"clear":"reject")},toggleBlink:()=>this.stage?.toggleBlink(),toggleTheme:()=>this.toggleTheme(),filter:()=>this.filter(),help:()=>st(this.renderRoot)}}filter(){this.change({tab:"images"}),this.updateComplete.then(()=>this.renderRoot.querySelector("difference-table, difference-run")?.focusFilter())}};customElements.define("difference-page",xt);})();
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
lit-html/directive.js:
lit-html/directives/repeat.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directive-helpers.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
