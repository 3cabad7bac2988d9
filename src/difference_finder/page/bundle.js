"use strict";(()=>{var xt=globalThis,$t=xt.ShadowRoot&&(xt.ShadyCSS===void 0||xt.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Ar=Symbol(),An=new WeakMap,We=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==Ar)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if($t&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=An.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&An.set(t,e))}return e}toString(){return this.cssText}},oe=r=>new We(typeof r=="string"?r:r+"",void 0,Ar),T=(r,...e)=>{let t=r.length===1?r[0]:e.reduce((n,o,i)=>n+(s=>{if(s._$cssResult$===!0)return s.cssText;if(typeof s=="number")return s;throw Error("Value passed to 'css' function must be a 'css' function result: "+s+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(o)+r[i+1],r[0]);return new We(t,r,Ar)},Rn=(r,e)=>{if($t)r.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let n=document.createElement("style"),o=xt.litNonce;o!==void 0&&n.setAttribute("nonce",o),n.textContent=t.cssText,r.appendChild(n)}},Rr=$t?r=>r:r=>r instanceof CSSStyleSheet?(e=>{let t="";for(let n of e.cssRules)t+=n.cssText;return oe(t)})(r):r;var{is:wa,defineProperty:xa,getOwnPropertyDescriptor:$a,getOwnPropertyNames:Sa,getOwnPropertySymbols:ka,getPrototypeOf:Ma}=Object,St=globalThis,Cn=St.trustedTypes,Ta=Cn?Cn.emptyScript:"",Ea=St.reactiveElementPolyfillSupport,Ke=(r,e)=>r,Cr={toAttribute(r,e){switch(e){case Boolean:r=r?Ta:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,e){let t=r;switch(e){case Boolean:t=r!==null;break;case Number:t=r===null?null:Number(r);break;case Object:case Array:try{t=JSON.parse(r)}catch{t=null}}return t}},On=(r,e)=>!wa(r,e),Pn={attribute:!0,type:String,converter:Cr,reflect:!1,useDefault:!1,hasChanged:On};Symbol.metadata??=Symbol("metadata"),St.litPropertyMetadata??=new WeakMap;var Q=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Pn){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),o=this.getPropertyDescriptor(e,n,t);o!==void 0&&xa(this.prototype,e,o)}}static getPropertyDescriptor(e,t,n){let{get:o,set:i}=$a(this.prototype,e)??{get(){return this[t]},set(s){this[t]=s}};return{get:o,set(s){let a=o?.call(this);i?.call(this,s),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Pn}static _$Ei(){if(this.hasOwnProperty(Ke("elementProperties")))return;let e=Ma(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Ke("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Ke("properties"))){let t=this.properties,n=[...Sa(t),...ka(t)];for(let o of n)this.createProperty(o,t[o])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[n,o]of t)this.elementProperties.set(n,o)}this._$Eh=new Map;for(let[t,n]of this.elementProperties){let o=this._$Eu(t,n);o!==void 0&&this._$Eh.set(o,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let o of n)t.unshift(Rr(o))}else e!==void 0&&t.push(Rr(e));return t}static _$Eu(e,t){let n=t.attribute;return n===!1?void 0:typeof n=="string"?n:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Rn(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),o=this.constructor._$Eu(e,n);if(o!==void 0&&n.reflect===!0){let i=(n.converter?.toAttribute!==void 0?n.converter:Cr).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(o):this.setAttribute(o,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,o=n._$Eh.get(e);if(o!==void 0&&this._$Em!==o){let i=n.getPropertyOptions(o),s=typeof i.converter=="function"?{fromAttribute:i.converter}:i.converter?.fromAttribute!==void 0?i.converter:Cr;this._$Em=o;let a=s.fromAttribute(t,i.type);this[o]=a??this._$Ej?.get(o)??a,this._$Em=null}}requestUpdate(e,t,n,o=!1,i){if(e!==void 0){let s=this.constructor;if(o===!1&&(i=this[e]),n??=s.getPropertyOptions(e),!((n.hasChanged??On)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(s._$Eu(e,n))))return;this.C(e,t,n)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:o,wrapped:i},s){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,s??t??this[e]),i!==!0||s!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),o===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[o,i]of this._$Ep)this[o]=i;this._$Ep=void 0}let n=this.constructor.elementProperties;if(n.size>0)for(let[o,i]of n){let{wrapped:s}=i,a=this[o];s!==!0||this._$AL.has(o)||a===void 0||this.C(o,void 0,i,a)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(n=>n.hostUpdate?.()),this.update(t)):this._$EM()}catch(n){throw e=!1,this._$EM(),n}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};Q.elementStyles=[],Q.shadowRootOptions={mode:"open"},Q[Ke("elementProperties")]=new Map,Q[Ke("finalized")]=new Map,Ea?.({ReactiveElement:Q}),(St.reactiveElementVersions??=[]).push("2.1.2");var Or=globalThis,Ln=r=>r,kt=Or.trustedTypes,_n=kt?kt.createPolicy("lit-html",{createHTML:r=>r}):void 0,Lr="$lit$",ee=`lit$${Math.random().toFixed(9).slice(2)}$`,_r="?"+ee,Aa=`<${_r}>`,he=document,Je=()=>he.createComment(""),Ye=r=>r===null||typeof r!="object"&&typeof r!="function",Nr=Array.isArray,Un=r=>Nr(r)||typeof r?.[Symbol.iterator]=="function",Pr=`[ 	
\f\r]`,Ge=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Nn=/-->/g,Dn=/>/g,me=RegExp(`>|${Pr}(?:([^\\s"'>=/]+)(${Pr}*=${Pr}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),zn=/'/g,jn=/"/g,Hn=/^(?:script|style|textarea|title)$/i,Dr=r=>(e,...t)=>({_$litType$:r,strings:e,values:t}),m=Dr(1),V=Dr(2),Ud=Dr(3),B=Symbol.for("lit-noChange"),b=Symbol.for("lit-nothing"),In=new WeakMap,ue=he.createTreeWalker(he,129);function Bn(r,e){if(!Nr(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return _n!==void 0?_n.createHTML(e):e}var Fn=(r,e)=>{let t=r.length-1,n=[],o,i=e===2?"<svg>":e===3?"<math>":"",s=Ge;for(let a=0;a<t;a++){let l=r[a],c,d,p=-1,u=0;for(;u<l.length&&(s.lastIndex=u,d=s.exec(l),d!==null);)u=s.lastIndex,s===Ge?d[1]==="!--"?s=Nn:d[1]!==void 0?s=Dn:d[2]!==void 0?(Hn.test(d[2])&&(o=RegExp("</"+d[2],"g")),s=me):d[3]!==void 0&&(s=me):s===me?d[0]===">"?(s=o??Ge,p=-1):d[1]===void 0?p=-2:(p=s.lastIndex-d[2].length,c=d[1],s=d[3]===void 0?me:d[3]==='"'?jn:zn):s===jn||s===zn?s=me:s===Nn||s===Dn?s=Ge:(s=me,o=void 0);let f=s===me&&r[a+1].startsWith("/>")?" ":"";i+=s===Ge?l+Aa:p>=0?(n.push(c),l.slice(0,p)+Lr+l.slice(p)+ee+f):l+ee+(p===-2?a:f)}return[Bn(r,i+(r[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),n]},Xe=class r{constructor({strings:e,_$litType$:t},n){let o;this.parts=[];let i=0,s=0,a=e.length-1,l=this.parts,[c,d]=Fn(e,t);if(this.el=r.createElement(c,n),ue.currentNode=this.el.content,t===2||t===3){let p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(o=ue.nextNode())!==null&&l.length<a;){if(o.nodeType===1){if(o.hasAttributes())for(let p of o.getAttributeNames())if(p.endsWith(Lr)){let u=d[s++],f=o.getAttribute(p).split(ee),h=/([.?@])?(.*)/.exec(u);l.push({type:1,index:i,name:h[2],strings:f,ctor:h[1]==="."?Tt:h[1]==="?"?Et:h[1]==="@"?At:ge}),o.removeAttribute(p)}else p.startsWith(ee)&&(l.push({type:6,index:i}),o.removeAttribute(p));if(Hn.test(o.tagName)){let p=o.textContent.split(ee),u=p.length-1;if(u>0){o.textContent=kt?kt.emptyScript:"";for(let f=0;f<u;f++)o.append(p[f],Je()),ue.nextNode(),l.push({type:2,index:++i});o.append(p[u],Je())}}}else if(o.nodeType===8)if(o.data===_r)l.push({type:2,index:i});else{let p=-1;for(;(p=o.data.indexOf(ee,p+1))!==-1;)l.push({type:7,index:i}),p+=ee.length-1}i++}}static createElement(e,t){let n=he.createElement("template");return n.innerHTML=e,n}};function fe(r,e,t=r,n){if(e===B)return e;let o=n!==void 0?t._$Co?.[n]:t._$Cl,i=Ye(e)?void 0:e._$litDirective$;return o?.constructor!==i&&(o?._$AO?.(!1),i===void 0?o=void 0:(o=new i(r),o._$AT(r,t,n)),n!==void 0?(t._$Co??=[])[n]=o:t._$Cl=o),o!==void 0&&(e=fe(r,o._$AS(r,e.values),o,n)),e}var Mt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,o=(e?.creationScope??he).importNode(t,!0);ue.currentNode=o;let i=ue.nextNode(),s=0,a=0,l=n[0];for(;l!==void 0;){if(s===l.index){let c;l.type===2?c=new Ae(i,i.nextSibling,this,e):l.type===1?c=new l.ctor(i,l.name,l.strings,this,e):l.type===6&&(c=new Rt(i,this,e)),this._$AV.push(c),l=n[++a]}s!==l?.index&&(i=ue.nextNode(),s++)}return ue.currentNode=he,o}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings!==void 0?(n._$AI(e,n,t),t+=n.strings.length-2):n._$AI(e[t])),t++}},Ae=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,o){this.type=2,this._$AH=b,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=o,this._$Cv=o?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=fe(this,e,t),Ye(e)?e===b||e==null||e===""?(this._$AH!==b&&this._$AR(),this._$AH=b):e!==this._$AH&&e!==B&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Un(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==b&&Ye(this._$AH)?this._$AA.nextSibling.data=e:this.T(he.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,o=typeof n=="number"?this._$AC(e):(n.el===void 0&&(n.el=Xe.createElement(Bn(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===o)this._$AH.p(t);else{let i=new Mt(o,this),s=i.u(this.options);i.p(t),this.T(s),this._$AH=i}}_$AC(e){let t=In.get(e.strings);return t===void 0&&In.set(e.strings,t=new Xe(e)),t}k(e){Nr(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,n,o=0;for(let i of e)o===t.length?t.push(n=new r(this.O(Je()),this.O(Je()),this,this.options)):n=t[o],n._$AI(i),o++;o<t.length&&(this._$AR(n&&n._$AB.nextSibling,o),t.length=o)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let n=Ln(e).nextSibling;Ln(e).remove(),e=n}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},ge=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,o,i){this.type=1,this._$AH=b,this._$AN=void 0,this.element=e,this.name=t,this._$AM=o,this.options=i,n.length>2||n[0]!==""||n[1]!==""?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=b}_$AI(e,t=this,n,o){let i=this.strings,s=!1;if(i===void 0)e=fe(this,e,t,0),s=!Ye(e)||e!==this._$AH&&e!==B,s&&(this._$AH=e);else{let a=e,l,c;for(e=i[0],l=0;l<i.length-1;l++)c=fe(this,a[n+l],t,l),c===B&&(c=this._$AH[l]),s||=!Ye(c)||c!==this._$AH[l],c===b?e=b:e!==b&&(e+=(c??"")+i[l+1]),this._$AH[l]=c}s&&!o&&this.j(e)}j(e){e===b?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},Tt=class extends ge{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===b?void 0:e}},Et=class extends ge{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==b)}},At=class extends ge{constructor(e,t,n,o,i){super(e,t,n,o,i),this.type=5}_$AI(e,t=this){if((e=fe(this,e,t,0)??b)===B)return;let n=this._$AH,o=e===b&&n!==b||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==b&&(n===b||o);o&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Rt=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){fe(this,e)}},Vn={M:Lr,P:ee,A:_r,C:1,L:Fn,R:Mt,D:Un,V:fe,I:Ae,H:ge,N:Et,U:At,B:Tt,F:Rt},Ra=Or.litHtmlPolyfillSupport;Ra?.(Xe,Ae),(Or.litHtmlVersions??=[]).push("3.3.3");var qn=(r,e,t)=>{let n=t?.renderBefore??e,o=n._$litPart$;if(o===void 0){let i=t?.renderBefore??null;n._$litPart$=o=new Ae(e.insertBefore(Je(),i),i,void 0,t??{})}return o._$AI(r),o};var zr=globalThis,R=class extends Q{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=qn(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return B}};R._$litElement$=!0,R.finalized=!0,zr.litElementHydrateSupport?.({LitElement:R});var Ca=zr.litElementPolyfillSupport;Ca?.({LitElement:R});(zr.litElementVersions??=[]).push("4.2.2");var Wn=T`
 header {
 display: flex;
 align-items: center;
 gap: 12px;
 padding: 3px 8px 3px 12px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 flex: none;
 }
 h1 {
 font-size: 14px;
 font-weight: 650;
 margin: 0;
 min-width: 0;
 max-width: 40%;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .sum {
 color: var(--dim);
 font-size: 12.5px;
 min-width: 0;
 }
 header .sum,
 .verdict p {
 flex: 1 1 0;
 min-width: 0;
 margin: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .tools {
 margin-left: auto;
 display: flex;
 gap: 4px;
 flex: none;
 }
 .verdict {
 flex: 1 1 0;
 min-width: 0;
 display: flex;
 gap: 8px;
 align-items: center;
 font-size: 13px;
 }
 .verdict p.hidden {
 visibility: hidden;
 }
 .full {
 padding: 8px 14px 10px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 max-height: 40vh;
 overflow: auto;
 flex: none;
 font-size: 13.5px;
 }
 .full p {
 margin: 0 0 7px;
 max-width: 130ch;
 overflow-wrap: anywhere;
 }
 .full ul {
 display: flex;
 flex-wrap: wrap;
 gap: 5px;
 list-style: none;
 margin: 0 0 7px;
 padding: 0;
 }
 .full li {
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
 .toolbar {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 10px;
 align-items: center;
 padding: 3px 8px;
 border-bottom: 1px solid var(--line);
 background: var(--panel);
 flex: none;
 }
 .tabs {
 display: flex;
 flex-wrap: wrap;
 gap: 2px;
 }
 .tabs button {
 border-color: transparent;
 background: none;
 padding: 3px 7px;
 }
 .tabs button[aria-selected="true"] {
 color: var(--text);
 box-shadow: inset 0 -2px var(--dim);
 border-radius: 5px 5px 0 0;
 }
 .tabs button.open {
 background: var(--soft);
 box-shadow: inset 0 -2px var(--accent);
 }
 .tabs button.bad[aria-selected="true"] {
 color: var(--bad);
 }
 .display {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 10px;
 align-items: center;
 margin-left: auto;
 }
 .display button {
 padding: 3px 7px;
 }
 .zoom {
 min-width: 3.4em;
 text-align: right;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 }
 .title {
 display: flex;
 gap: 6px;
 align-items: center;
 min-width: 0;
 }
 .title small {
 white-space: nowrap;
 }
 h2 {
 font-size: 13px;
 max-width: 22em;
 margin: 0;
 font-weight: 600;
 min-width: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
`;var Kn={magma:"00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",viridis:"44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",diverging:"154fac1750ad1852af1953b01b54b11c55b31d57b41f58b52059b7215ab8225cb9245dbb255ebc265fbe2761bf2962c02a63c22b64c32c66c42e67c62f68c73069c8316bca326ccb346dcd356ece3670cf3871d03972d23a74d33c75d43d76d53e77d74079d8417ad9427bda447ddb457edc477fdd4881de4a82df4b83e04d85e14e86e25087e35189e4538ae5558be6568de7588ee8598fe85b91e95d92ea5e93eb6095ec6296ec6497ed6599ee679aee699bef6a9df06c9ef06e9ff170a1f172a2f273a3f375a5f377a6f479a8f47ba9f57daaf57facf580adf682aef684b0f786b1f788b2f78ab4f88cb5f88eb6f890b8f992b9f994baf996bcf998bdf99abefa9cc0fa9ec1faa0c2faa2c4faa4c5faa6c6faa8c8faabc9fbadcafbafccfbb1cdfbb3cefbb5d0fbb7d1fbb9d2fbbbd4fabed5fac0d6fac2d7fac4d9fac6dafac8dbfacbddfacddefacfdff9d1e1f9d3e2f9d6e3f9d8e4f9dae6f8dce7f8dfe8f8e1eaf8e3ebf7e5ecf7e7edf7eaeff7ecf0f6eef1f6f0f2f6f3f4f5f5f5f5f5f3f3f5f1f0f6efeef6edecf6eceaf6eae7f7e8e5f7e6e3f7e4e1f7e2dff7e0dcf7dedaf7dcd8f8dbd6f8d9d4f8d7d1f8d5cff8d3cdf8d1cbf8cfc9f8cdc6f8ccc4f8cac2f8c8c0f7c6bef7c4bcf7c2baf7c0b7f7beb5f7bdb3f7bbb1f6b9aff6b7adf6b5abf6b3a9f5b1a7f5b0a5f5aea3f4aca1f4aa9ff4a89df3a69bf3a599f3a397f2a195f29f93f19d91f19c8ff09a8df0988bef9689ef9487ee9385ed9183ed8f81ec8d7fec8b7eeb8a7cea887aea8678e98476e88374e78173e77f71e67d6fe57c6de47a6ce3786ae27768e27566e17365e07263df7061de6e60dd6d5edc6b5cdb695bda6859d96658d86456d76355d66153d56051d45e50d35c4ed25b4dd0594bcf584ace5648cd5547cc5346cb5244c95043c84f41c74d40c64c3fc44a3dc3493cc2473bc04639bf4538be4337bc4236bb4034b93f33b83e32b73c31b53b2fb43a2eb2382db1372cb0362bae3429ad3328ab3127aa3026a92f24a72d23a62c22a42a21a3291fa2271ea0261d9f241c9d231a9c21199b2018"};function q(r,e){return e?Math.sign(r)*Math.abs(r)**(1/e.power)/e.size:r}var te=["magma","viridis","grey"],F=255,Yn=0,Gn=new Map;function be(r){let e=Gn.get(r)??Pa(r);return Gn.set(r,e),e}function Pa(r){if(r==="grey")return Uint8Array.from({length:768},(t,n)=>Math.floor(n/3));let e=Kn[r]??"";return Uint8Array.from({length:e.length/2},(t,n)=>parseInt(e.slice(2*n,2*n+2),16))}var Ze=(r,e)=>r.low+e/65535*(r.high-r.low);function Xn(r,e){let t=be(e.colourmap),n=t.length/3-1,o=n/(e.vmax-e.vmin),i=new Uint32Array(65536);for(let s=0;s<65536;s++){let a=Ze(r,s);Math.abs(a)<e.threshold&&(a=0);let l=3*Math.round(Math.max(0,Math.min(n,(a-e.vmin)*o)));i[s]=(4278190080|t[l+2]<<16|t[l+1]<<8|t[l])>>>0}return i}function Jn(r,e){let t=Math.floor(Math.log10(r)),n=[-1,0,1].flatMap(i=>[1,2,5].map(s=>+`${s}e${t+i}`)),o=1e-6;return e?Math.min(...n.filter(i=>i>=r*(1-o))):Math.max(...n.filter(i=>i<=r*(1+o)))}var Ct=["recorded","percentile","greatest"],Oa={recorded:"",percentile:", up to the 99.5th percentile",greatest:", up to the greatest value"};function Re(r,e,t){let n=r.some(y=>y.signed),o=r.reduce((y,w)=>w.unit_range&&w.unit_range>(y??0)?w.unit_range:y,null),i=Math.max(0,...r.map(y=>y.vmax??0)),s=Math.max(0,...e.map(({typical:y,peak:w})=>y||w)),a=t.extent??"recorded",l=Math.max(0,...e.map(y=>y.peak)),c={recorded:i,percentile:s,greatest:l}[a];c||(c=s?o?o/Jn(o/s,!1):Jn(s,!0):o??1),c/=t.gain;let d=o?` (\xD7${$(o/c,3)}${o/c>20?", strongly amplified":""})`:"",p=r[0]?.errors??null,u=p?.name??r[0]?.unit,f=u?` ${u}`:"",h=$(q(c,p)),g=s===0&&e.length>0?", the map is zero":"";return{vmin:n?-c:0,vmax:c,threshold:t.threshold*c,colourmap:n?"diverging":t.colourmap,label:`${n?`\u2212${h}`:"0"} \u2026 ${h}${f}${d}${Oa[a]}${g}`,unit:p}}function $(r,e=4){if(r==null||Number.isNaN(r))return"\u2013";if(!Number.isFinite(r))return r>0?"\u221E":"\u2212\u221E";let t=Math.min(7,Math.floor(Math.log10(Math.abs(r)||1))+1),n=Number(r.toPrecision(Math.max(e,t)));return(n!==0&&(Math.abs(n)<1e-4||Math.abs(n)>=1e7)?n.toExponential().replace("e+","e"):String(n)).replace(/^-/,"\u2212")}var Pt=r=>r.kinds?.[0]?.name??"",Qe=r=>r.replaceAll("_"," ");function Ce(r,e){let t=(r?.regions??[]).map((n,o)=>({number:o+1,region:n}));return e?t.filter(({region:n})=>Pt(n)===e):t}var Zn=(r,e)=>e===""||(r.regions??[]).some(t=>Pt(t)===e),Qn=r=>to(r.map(e=>[Pt(e)])),eo=r=>to(r.map(({regions:e})=>[...new Set((e??[]).map(Pt))]));function to(r){let e=new Map;for(let t of r.flat())t&&e.set(t,(e.get(t)??0)+1);return[...e].sort(([t,n],[o,i])=>i-n||(t<o?-1:1))}function jr({name:r,strength:e,unit:t,confidence:n}){let o=t?` ${$(e,3)} ${t}`:"";return`${Qe(r)}${o}, confidence ${n<.995?n.toFixed(2):"over 0.99"}`}var ye=["best","rival_best","median","random"];function ve(r,e){let t=e.get(r.image);return t===void 0?[]:[{entry:t,box:{x:r.x,y:r.y,width:r.size,height:r.size}}]}function ro(r,{entry:e,kind:t},n){let{crops:o,entries:i}=r;return o?ye.flatMap(s=>o[s]).flatMap(s=>ve(s,n)):Ce(i[e],t).map(({region:s})=>({entry:e,box:s}))}function Ot({crops:r,kind:e,entries:t}){return!!r||e==="comparison"&&t.some(({regions:n,load:o,opening:i})=>n??o??i)}var H=T`
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
 /* Colours that the system forces leave no background to tell what is chosen. */
 @media (forced-colors: active) {
 button[aria-pressed="true"][aria-pressed],
 button[role="tab"][aria-selected="true"][aria-selected] {
 forced-color-adjust: none;
 background: Highlight;
 border-color: Highlight;
 color: HighlightText;
 }
 button[aria-pressed="true"][aria-pressed] * {
 color: inherit;
 }
 [aria-selected="true"]:not(button, :focus-visible) {
 outline: 2px solid Highlight;
 outline-offset: -2px;
 }
 }
`;function Lt(r){return r.filter(({accept:e,decision:t})=>e!==void 0&&t!=="accepted")}function no(r){return{copies:r.flatMap(({accept:e})=>e?.copies??[]),removes:r.flatMap(({accept:e})=>e?.removes??[])}}function oo(r){return r.flatMap(({command:e})=>e?[`${e}
`]:[]).join("")}async function io(r,e,t={}){let n=await fetch(`./decision/${encodeURIComponent(r.id??"")}`,{method:"POST",headers:{...t,"Content-Type":"application/json"},body:JSON.stringify({decision:e,digest:r.accept?.digest??null})});if(!n.ok)throw new Error((await n.text()).trim()||`the server answered ${n.status}`);let{decision:o,accept:i}=await n.json();return{decision:o,accept:i}}var Ir=class extends R{constructor(){super();this.answer=null;this.entries=[]}static{this.properties={entries:{state:!0}}}static{this.styles=[H,T`
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
 `]}get open(){return this.dialog?.open??!1}get dialog(){return this.renderRoot.querySelector("dialog")}async ask(t){return this.entries=t,await this.updateComplete,this.dialog?.showModal(),new Promise(n=>this.answer=n)}close(t){this.dialog?.close(),this.answer?.(t),this.answer=null}render(){let{copies:t,removes:n}=no(this.entries),o=this.entries.length,i=o===1?`Accept ${this.entries[0].name}?`:`Accept ${o} pictures?`;return m`<dialog aria-labelledby="title" @cancel=${()=>this.close(!1)}>
 <h2 id="title">${i}</h2>
 <div class="files" tabindex="0" role="group" aria-label="Files">
 ${t.length?m`<h3>Copy the new picture over the baseline</h3><ul>${t.map(([s,a])=>m`<li>${s}<br />\u2192 ${a}</li>`)}</ul>`:b}
 ${n.length?m`<h3>Remove</h3><ul>${n.map(s=>m`<li>${s}</li>`)}</ul>`:b}
 </div>
 <p>The page cannot undo this.</p>
 <div class="buttons">
 <button autofocus data-answer="no" @click=${()=>this.close(!1)}>Cancel</button>
 <button data-answer="yes" class="primary" @click=${()=>this.close(!0)}>${o===1?"Accept":`Accept ${o}`}</button>
 </div>
 </dialog>`}};customElements.define("difference-confirm",Ir);var so=["failed","size","changed","deleted","new","same"],ao=["accepted","rejected"],lo=["",...so,...ao],et={failed:"could not be compared",size:"the images have different sizes",changed:"beyond the limits, or not identical if there are none",deleted:"only among the first images",new:"only among the second images",same:"within the limits, or identical if there are none",accepted:"the new picture is the baseline now",rejected:"marked as wrong"};function co(r){let e=new Map;for(let{state:t,decision:n}of r)for(let o of[t,n])o&&e.set(o,(e.get(o)??0)+1);return[...so,...ao].flatMap(t=>e.has(t)?[[t,e.get(t)]]:[])}var La=new Intl.Collator("en",{numeric:!0});function _t(r,{search:e,only:t,kind:n},o){let i=e.toLowerCase().split(/\s+/).filter(Boolean),s=r.flatMap((a,l)=>{let c=a.name.toLowerCase();return(t===""||t===a.state||t===a.decision)&&Zn(a,n)&&i.every(p=>c.includes(p))?[l]:[]});return o?s.sort((a,l)=>La.compare(r[a].name,r[l].name)||a-l):s}function Nt(r,e,t){let n=r.indexOf(e);if(n>=0)return r[Math.max(0,Math.min(r.length-1,n+t))];let o=r.findIndex(i=>i>e);return t>0?r[o]??r.at(-1):r[o<0?r.length-1:Math.max(0,o-1)]??r[0]}function po(r,e){let{state:t,reason:n,decision:o,problem:i}=r;return m`<div class="decision" role="group" aria-label="State and decision">
 ${t?m`<span class="mark ${t}" title=${et[t]}>${t}</span>`:b}
 ${o?m`<span class="mark ${o}" title=${et[o]}>${o}</span>`:b}
 ${n?m`<span class="reason" title=${n}>${n}</span>`:b}
 ${r.accept?_a(r,e):b}
 ${r.command?Na(r.command,e):b}
 ${i?m`<p class="problem" role="alert">${i}</p>`:b}
 </div>`}function _a(r,e){let t=r.decision==="rejected";return m`<span class="group buttons">
 <button data-decision="accept" title="Accept (a)" @click=${()=>{e.accept([r])}}>Accept \u2026</button>
 <button data-decision="reject" title="Reject (d)" aria-pressed=${t} @click=${()=>{e.reject(r,t?"clear":"reject")}}>Reject</button>
 </span>`}function Na(r,e){return m`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${r}</code>
 <button data-control="copy" @click=${()=>{e.copy(r)}}>Copy</button></span>`}var se={exposure:0,gamma:1,black:0,white:1,channel:-1,tint:"grey"},ie=16,Dt=[.1,10],zt=1/65536,mo=({exposure:r,gamma:e,black:t,white:n,channel:o,tint:i})=>({exposure:r,gamma:e,black:t,white:n,channel:o,tint:i}),Hr=({exposure:r},e)=>({exposure:Math.max(-ie,Math.min(ie,r+e))});function uo(r,{channels:e}){let{exposure:t,gamma:n,black:o,white:i,channel:s,tint:a}=r,l=e===1||s>=0;return t===0&&n===1&&o===0&&i===1&&(e===1||s<0)&&(!l||a==="grey")}function ho({black:r,white:e},t,n){let o=Math.max(zt,(e-r)*4**t),i=(r+e)/2+n*(e-r);return{black:i-o/2,white:i+o/2}}var we=65535;function Da({gamma:r},e){let t=new Uint8Array(we+1);for(let n=0;n<=we;n++){let o=(n/we)**(1/r);e&&(o=o<=.0031308?12.92*o:1.055*o**(1/2.4)-.055),t[n]=Math.round(255*o)}return t}var Ur={key:"",codes:new Uint8Array};function za(r,e){let t=`${r.gamma} ${e}`;return Ur.key!==t&&(Ur={key:t,codes:Da(r,e)}),Ur.codes}function fo(r,e,t){let n=(r.white-r.black)/2**r.exposure,o=(e.high-e.low)*n,i=e.low+(e.high-e.low)*r.black,s=t<3||r.channel>=0;return{factor:we/o,offset:-i*we/o,codes:za(r,e.light??!1),channels:s?[Math.max(0,Math.min(t-1,r.channel))]:[0,1,2],table:s?ja(r.tint):null}}function ja(r){let e=be(r),t=e.length/3-1;return Uint32Array.from({length:256},(n,o)=>{let i=3*Math.round(o/255*t);return(4278190080|e[i+2]<<16|e[i+1]<<8|e[i])>>>0})}function Ia(r,e,t,n){if(r instanceof Float32Array)return null;let o=r.BYTES_PER_ELEMENT===1?256:65536,i=new Uint8Array(o);for(let s=0;s<o;s++)i[s]=n[tt(s,e,t)];return i}function tt(r,e,t){let n=r*e+t+.5;return n>0?n<we?n|0:we:0}function go(r,e,t,n,o,i){let{data:s,columns:a,stride:l}=r,{codes:c,channels:d,table:p}=e,u=e.factor*r.factor,f=e.offset+e.factor*r.offset,h=new Uint32Array(o*i);e.integers??=Ia(s,u,f,c);let g=e.integers,[y,w,v]=d;for(let x=0,S=0;x<i;x++){let k=((n+x)*a+t)*l;for(let E=S+o;S<E;k+=l,S++)if(p){let M=s[k+y];h[S]=p[g?g[M]:c[tt(M,u,f)]]}else if(g)h[S]=-16777216|g[s[k+v]]<<16|g[s[k+w]]<<8|g[s[k+y]];else{let[M,P,N]=[tt(s[k+y],u,f),tt(s[k+w],u,f),tt(s[k+v],u,f)];h[S]=-16777216|c[N]<<16|c[P]<<8|c[M]}}return h}var ae=({depth:r,channels:e,stored:t,omitted:n})=>n===!0||!t&&((r??8)>8||(e??3)>3),Ua={uint8:1,uint16:2,float32:4};function Ha(r,e){let t=Ua[e];if(t===1)return r;let n=Math.floor(r.length/t),o=new Uint8Array(n*t);for(let i=0;i<t;i++)for(let s=0,a=i*n;s<n;s++)o[s*t+i]=r[a+s];return e==="uint16"?new Uint16Array(o.buffer):new Float32Array(o.buffer)}function Br(r,{type:e,factor:t},n,o){let i=Ha(r,e),s=i.length/(n*o);if(!Number.isInteger(s)||s<1)throw new Error("the stored values are damaged");return{data:i,columns:n,rows:o,channels:s,stride:s,factor:t,offset:0}}function jt(r,e,t,n){let o=(e.high-e.low)/255;return{data:r,columns:t,rows:n,channels:e.channels===1?1:3,stride:4,factor:o,offset:e.low}}function Fr({data:r,columns:e,stride:t,channels:n,factor:o,offset:i},s,a){let l=(a*e+s)*t;return Array.from({length:n},(c,d)=>i+o*r[l+d])}function bo(r){let{data:e,channels:t,stride:n}=r,[o,i]=[Math.ceil(r.columns/2),Math.ceil(r.rows/2)],s=e.constructor,a=new s(o*i*t),l=!(e instanceof Float32Array);for(let c=0,d=0;c<i;c++){let p=2*c+1<r.rows?r.columns*n:0;for(let u=0;u<o;u++){let f=2*u+1<r.columns?n:0,h=(2*c*r.columns+2*u)*n;for(let g=0;g<t;g++,d++){let y=(e[h+g]+e[h+f+g]+e[h+p+g]+e[h+p+f+g])/4;a[d]=l?Math.round(y):y}}}return{...r,data:a,columns:o,rows:i,stride:t}}var Pe=["absolute","squared","relative"],Ba=.01,yo=(r,e)=>{let t=(r.high-r.low)/(e.high-e.low);return[t,r.low-e.low*t]};function vo(r,e,t,n,o,i){let{columns:s,rows:a}=r,l=Math.max(r.channels,e.channels),c=new Float32Array(s*a).fill(NaN),d=e.factor*t[0],p=e.offset*t[0]+t[1];for(let u=0;u<Math.min(a,e.rows);u++)for(let f=0;f<Math.min(s,e.columns);f++){let[h,g]=[(u*s+f)*r.stride,(u*e.columns+f)*e.stride],y=0;for(let w=0;w<l;w++){let v=r.offset+r.factor*r.data[h+(r.channels===1?0:w)],x=p+d*e.data[g+(e.channels===1?0:w)]-v;n==="squared"?x*=x:n==="relative"&&(x/=Math.abs(v)+Ba*i),y+=o?x:Math.abs(x)}c[u*s+f]=y/l}return c}var W={zoom:null,x:0,y:0,framed:null,filled:!1,marked:null},wo=64,Fa=100,xo=1.06,xe=r=>({...W,framed:$o(r,xo),filled:!0,marked:r});function $o({x:r,y:e,width:t,height:n},o){let i=o-1;return{x:r-t*i/2,y:e-n*i/2,width:t*o,height:n*o}}var It=class extends EventTarget{constructor(){super(...arguments);this.world={width:1,height:1};this.common={width:1,height:1};this.zoom=null;this.x=.5;this.y=.5;this.framed=null;this.filled=!1;this.pointer=null;this.box=null;this.marked=null;this.pane={width:300,height:300};this.moving=!1;this.rest=null}get shown(){return this.framed??{x:0,y:0,...this.world}}get fitScale(){return this.scaleFor(this.shown)}scaleFor({width:t,height:n}){return Math.min(this.pane.width/t,this.pane.height/n,wo)}get scale(){return this.zoom??this.fitScale}get words(){return this.zoom!==null?`${Math.round(100*this.scale)} %`:this.framed?"chosen part":"whole image"}get middle(){let{x:t,y:n,width:o,height:i}=this.shown;return this.zoom===null?{x:t+o/2,y:n+i/2}:{x:this.x,y:this.y}}frame({width:t,height:n,ratio:o}={...this.pane,ratio:1}){let i=this.scale*o,{x:s,y:a}=this.middle;return{x:Math.round(t/2-s*i),y:Math.round(n/2-a*i),scale:i}}at(t,n,o){let i=this.frame(o);return{x:(t-i.x)/i.scale,y:(n-i.y)/i.scale}}scalesOf({kind:t,width:n,height:o},i){return t==="map"&&(n*2<=this.world.width||o*2<=this.world.height)&&!this.cropped({width:n,height:o})?{x:i*this.world.width/n,y:i*this.world.height/o}:{x:i,y:i}}cropped({width:t,height:n}){return t===this.common.width&&n===this.common.height}changed(t="view"){this.dispatchEvent(new Event(t))}move(){this.moving=this.rest!==null,this.rest&&clearTimeout(this.rest),this.rest=setTimeout(()=>{this.rest=null,this.moving&&(this.moving=!1,this.changed())},Fa)}open(t,n){t===this.world.width&&n===this.world.height||(this.world={width:t,height:n},this.changed())}openLargest(t){let n=t.filter(({kind:l})=>l==="image"),[o,...i]=n.length?n:t;if(!o)return;let s=l=>Math.min(o[l],...i.map(c=>c[l]));this.common={width:s("width"),height:s("height")};let a=i.reduce((l,c)=>c.width*c.height>l.width*l.height?c:l,o);this.open(a.width,a.height)}resize(t,n){t===this.pane.width&&n===this.pane.height||(this.pane={width:t,height:n},this.changed())}get place(){let{zoom:t,x:n,y:o,framed:i,filled:s,marked:a}=this;return{zoom:t===null?null:t/devicePixelRatio,x:n,y:o,framed:i,filled:s,marked:a}}set place({zoom:t,x:n,y:o,framed:i,filled:s,marked:a}){Object.assign(this,{zoom:t===null?null:t*devicePixelRatio,x:n,y:o,framed:i,filled:s,marked:a}),this.changed()}fit(){this.place={...W,marked:this.marked}}zoomTo(t,n=this.pane.width/2,o=this.pane.height/2,i={...this.pane,ratio:1}){let s=this.at(n,o,i),a=Math.min(this.scaleFor(this.world),1)/4,l=Math.max(a,Math.min(wo,t));this.moveTo(l,s.x+(i.width/2-n)/(l*i.ratio),s.y+(i.height/2-o)/(l*i.ratio))}pan(t,n,o=1){let{scale:i,middle:s}=this;this.moveTo(i,s.x-t/(i*o),s.y-n/(i*o))}moveTo(t,n,o){this.zoom=t,this.framed=null,this.x=Math.max(0,Math.min(this.world.width,n)),this.y=Math.max(0,Math.min(this.world.height,o)),this.changed()}choose(t){let[n,o]=[Math.max(0,Math.floor(t.x)),Math.max(0,Math.floor(t.y))],i=Math.min(this.common.width,Math.ceil(t.x+t.width)),s=Math.min(this.common.height,Math.ceil(t.y+t.height));i>n&&s>o?this.place=xe({x:n,y:o,width:i-n,height:s-o}):this.show(t,1)}unmark(){this.place={...this.place,marked:null}}show(t,n=xo){this.zoom=null,this.framed=$o(t,n),this.filled=!0,this.changed()}};var qr=["side","flip","slider","blink","overlay","difference"],Wr=["images","places","plots","methods","errors","about"],Kr=["all","ahead","behind","missing"],Va=["","light","dark"],rt=200,nt=900,qa=300,Wa=520,Ka=.36;function Mo({width:r,tab:e},t,n){if(n)return t;let o=e==="methods"?Math.min(Wa,Math.round(Ka*t)):0;return r||Math.max(qa,o)}var ot={...se,entry:0,mode:"side",shown:null,errors:!1,flip:0,first:0,second:1,split:.5,opacity:.5,speed:1.5,signed:!1,error:"absolute",extent:"recorded",gain:1,threshold:0,colourmap:"magma",shared:!0,boxes:!0,tab:"images",metric:0,sort:"",down:!0,filter:"all",search:"",only:"",kind:"",lists:!1,width:0,metrics:!1,gallery:!1,inspector:!1,loupe:!1,verdict:!1,unfolded:"rivals",theme:""};function Gr(r,e,{state:t,place:n}){let o={};for(let s of Object.keys(t)){let a=r[s];String(a)!==String(t[s])&&(o[s]=typeof a=="number"?Vr(a):a)}let i=r.entry===t.entry?n:W;if(e.zoom!==null){for(let s of["zoom","x","y"])o[s]=Vr(e[s]??0);e.filled&&(o.filled=!0)}else So(e.framed,i.framed)||(o.frame=Ut(e.framed));return So(e.marked,i.marked)||(o.mark=Ut(e.marked)),o}function Jr(r,e){return Array.isArray(e)?e.join(r==="shown"?".":" "):e===null?"none":String(e)}function To(r,e,t){let n=Object.entries(Gr(r,e,t));return new URLSearchParams(n.map(([o,i])=>[o,Jr(o,i)])).toString()}var Ga=(r,e)=>e>r?{black:r,white:e}:{black:se.black,white:se.white},Ut=r=>r?[r.x,r.y,r.width,r.height].map(Vr):null,So=(r,e)=>String(Ut(r))===String(Ut(e));function ko(r,e){if(r==="none")return null;let t=(r??"").split(" ").map(Number),[n,o,i,s]=t;return r!==null&&t.length===4&&t.every(l=>Number.isFinite(l)&&Math.abs(l)<1e9)&&i>0&&s>0?{x:n,y:o,width:i,height:s}:e}var Vr=r=>Number(r.toPrecision(10));function Ht(r,{state:e,place:t}){let n=new URLSearchParams(r.replace(/^#/,"")),o=(h,g,y,w)=>{let v=n.get(h),x=Number(v);return v===null||v===""||!Number.isFinite(x)||x<g||x>y?w:x},i=(h,g)=>Math.floor(o(h,0,1e9,g)),s=(h,g,y)=>g.find(w=>w===n.get(h))??y,a=(h,g)=>({true:!0,false:!1})[n.get(h)??""]??g,l=n.get("shown"),c={entry:i("entry",e.entry),mode:s("mode",qr,e.mode),shown:l&&/^\d{1,6}(\.\d{1,6})*$/.test(l)?l.split(".").map(Number):e.shown,errors:a("errors",e.errors),flip:i("flip",e.flip),first:i("first",e.first),second:i("second",e.second),split:o("split",0,1,e.split),opacity:o("opacity",0,1,e.opacity),speed:o("speed",.2,10,e.speed),signed:a("signed",e.signed),error:s("error",Pe,e.error),extent:s("extent",Ct,e.extent),exposure:o("exposure",-ie,ie,e.exposure),gamma:o("gamma",...Dt,e.gamma),...Ga(o("black",-1e6,1e6,e.black),o("white",-1e6,1e6,e.white)),channel:Math.floor(o("channel",-1,99,e.channel)),tint:s("tint",te,e.tint),gain:o("gain",.01,1e3,e.gain),threshold:o("threshold",0,1,e.threshold),colourmap:s("colourmap",te,e.colourmap),shared:a("shared",e.shared),boxes:a("boxes",e.boxes),tab:s("tab",Wr,e.tab),metric:i("metric",e.metric),sort:(n.get("sort")??e.sort).slice(0,40),down:a("down",e.down),filter:s("filter",Kr,e.filter),only:s("only",lo,e.only),kind:(n.get("kind")??e.kind).slice(0,60),search:(n.get("search")??e.search).slice(0,200),lists:a("lists",e.lists),width:o("width",rt,nt,e.width),metrics:a("metrics",e.metrics),gallery:a("gallery",e.gallery),inspector:a("inspector",e.inspector),loupe:a("loupe",e.loupe),verdict:a("verdict",e.verdict),unfolded:(n.get("unfolded")??e.unfolded).slice(0,100),theme:s("theme",Va,e.theme)},d=c.entry===e.entry?t:W,p=o("zoom",1e-4,64,0)||null,u=p?null:ko(n.get("frame"),d.framed),f={zoom:p,x:o("x",0,1e9,0),y:o("y",0,1e9,0),framed:u,filled:p?a("filled",!1):u!==null,marked:ko(n.get("mark"),d.marked)};return{state:c,place:f}}var Ja=new Set(["gain","threshold","exposure","gamma","black","white","split","opacity","speed"]);function Eo(r,e){return!e||Object.keys(r).some(t=>!Ja.has(t)&&r[t]!==e[t])}var Ao=20;function Ro(r,e){let t=i=>e(Math.round(Math.max(rt,Math.min(nt,i)))),n=i=>{let s=i.currentTarget;i.type==="pointerdown"&&s.setPointerCapture(i.pointerId),s.hasPointerCapture(i.pointerId)&&t(i.clientX-s.parentElement.getBoundingClientRect().left)};return m`<div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the lists" aria-valuemin=${rt} aria-valuemax=${nt} aria-valuenow=${r} @pointerdown=${n} @pointermove=${n} @keydown=${i=>{let s={ArrowLeft:r-Ao,ArrowRight:r+Ao,Home:rt,End:nt}[i.key];s!==void 0&&(i.preventDefault(),i.stopPropagation(),t(s))}}></div>`}var Ya=[["vscode-high-contrast-light","light"],["vscode-light","light"],["vscode-dark","dark"],["vscode-high-contrast","dark"],["dark","dark"],["dark-theme","dark"],["light","light"],["light-theme","light"]],Po=["theme","data-theme"],Oo=["class","data-jp-theme-light",...Po];function Co(r){let e=r.getAttribute("data-jp-theme-light");if(e)return e==="true"?"light":"dark";let t=Po.map(n=>r.getAttribute(n)).find(n=>n==="light"||n==="dark");return t||(Ya.find(([n])=>r.classList.contains(n))?.[1]??"")}function Lo(r,e,t){return r&&Co(r)||Co(e)||(t?"light":"")}function _o(r,e,t,n){let{entry:o,mark:i,...s}=Gr(r,e,t);return{...n===void 0?{}:{image:n},...s}}function No(r,e,t,n){let o=new URLSearchParams({entry:String(t.get(String(r.image))??n)});for(let[i,s]of Object.entries(r))i!=="image"&&o.set(i,Jr(i,s));return Ht(o.toString(),e)}var Do=r=>r?[r.x,r.y,r.width,r.height]:null;function Yr(r){if(!r)return null;let[e,t,n,o]=r;return{x:e,y:t,width:n,height:o}}var Bt=class{constructor(e){this.host=e;this.theme="";this.watcher=new MutationObserver(()=>this.follow());e.addController(this)}hostConnected(){if(this.host.embedded){for(let e of[document.documentElement,document.body])this.watcher.observe(e,{attributes:!0,attributeFilter:Oo});this.follow()}}hostDisconnected(){this.watcher.disconnect()}follow(){let{google:e}=globalThis,t=Lo(document.body,document.documentElement,e?.colab!==void 0);t!==this.theme&&(this.theme=t,this.host.requestUpdate(),this.host.updateComplete.then(()=>this.host.viewport.changed()))}get view(){let{state:e,viewport:t,start:n,entry:o}=this.host;return _o(e,t.place,n,o?.name)}get selection(){return Do(this.host.viewport.marked)}show(e,t){let{host:n}=this;if(!n.document)return;let{state:o,place:i}=No(e,n.start,n.byName,n.state.entry);n.restore(o,{...i,marked:Yr(t)})}select(e){let{viewport:t}=this.host,n=Yr(e);t.place=n?xe(n):{...t.place,marked:null},this.host.requestUpdate()}tell(){this.host.dispatchEvent(new Event("change-view"))}};function it(r,e,t){let n=document.createElement("a");n.href=URL.createObjectURL(new Blob([e],{type:t})),n.download=r,n.click(),setTimeout(()=>URL.revokeObjectURL(n.href),1e4)}var Xa=new Intl.Collator("en",{numeric:!0});function*Za(r,e,t=1024){let n=Uint32Array.from({length:r},(i,s)=>s),o=new Uint32Array(r);for(let i=0;i<r;i+=t)n.subarray(i,i+t).sort(e),yield;for(let i=t;i<r;i*=2){for(let s=0;s<r;s+=2*i)yield*Qa(n,o,[s,Math.min(s+i,r),Math.min(s+2*i,r)],e,t);[n,o]=[o,n]}return n}function*Qa(r,e,[t,n,o],i,s){if(n===o||i(r[n-1],r[n])<=0){e.set(r.subarray(t,o),t);return}for(let a=t,l=t,c=n;a<o;a++){let d=c===o||l<n&&i(r[l],r[c])<=0;e[a]=r[d?l++:c++],(a-t)%s===s-1&&(yield)}}var st=class{constructor(e){this.source=e;this.texts=null;this.sorted=null;this.work=null;this.preparing=!1}finder(e){let t=e.toLowerCase().split(/\s+/).filter(Boolean);if(!t.length)return null;let{entries:n,groups:o}=this.source,i=this.texts??=n.map(({name:a},l)=>`${a} ${o?.[l]??""}`.toLowerCase()),[s]=t;return t.length===1?a=>i[a].includes(s):a=>t.every(l=>i[a].includes(l))}get order(){for(;!this.sorted;)this.sort(1/0);return this.sorted}async prepare(){if(!this.preparing)for(this.preparing=!0;!this.sorted;)await new Promise(e=>setTimeout(e)),this.sort(6)}sort(e){let{entries:t}=this.source,n=this.work??=Za(t.length,(i,s)=>Xa.compare(t[i].name,t[s].name)||i-s),o=performance.now()+e;for(;!this.sorted&&performance.now()<o;){let i=n.next();i.done&&(this.sorted=i.value)}}};var el=2;function Oe({word:r,paired:e},t="image"){return e.n<el?`${e.n} ${t}${e.n===1?"":"s"}: not testable`:r}var _=r=>r.label??r.spec,z=(r,e)=>_(r.metrics.find(t=>t.spec===e)??{spec:e}),K=(r,e)=>r.metrics.find(({spec:t})=>t===e)?.unit??"";function le(r,e,t=""){return r===null?"":`${r>0?"+":""}${C(r,e)}${t?` ${t}`:""}`}function at(r,e){return j((r.verdicts?.outcomes??[]).flatMap(t=>t.metric===e?[t.paired.mean??NaN]:[]))}function j(r){let e=Array.prototype.filter.call(r,n=>Number.isFinite(n)&&n!==0).map(Math.abs);e.sort((n,o)=>n-o);let t=e[Math.floor(e.length/2)];return t===void 0?0:Math.max(0,Math.min(8,3-Math.floor(Math.log10(t))))}function C(r,e){if(!Number.isFinite(r))return $(r);let t=r.toFixed(e);return(Number(t)===0?t.replace("-",""):t).replace("-","\u2212")}var Ft=(r,e=0)=>`${C(100*r,e)} %`;function Xr(r){let e=100*r;return`${e>=10?Math.round(e):$(e,2)} %`}var G=r=>r==null?NaN:Number(r),Zr=class{constructor(e,t,n=new st(e)){this.source=e;this.names=n;this.orders=new WeakMap;this.made=null;let o=e.kind==="study";this.failed=new Set(e.errors.map(({name:c})=>c)),this.metric=o?e.metrics[Math.min(t,e.metrics.length-1)]??null:null,this.headings=o?e.methods:e.metrics.map(({spec:c})=>c);let i=o?e.scores[this.metric?.spec??""]??[]:this.headings.map(c=>e.scores[c]?.[0]);this.columns=this.headings.map((c,d)=>Float64Array.from(e.entries,(p,u)=>G(i[d]?.[u]))),this.ours=e.methods.indexOf(e.ours??"");let s=this.metric?.higher_is_better===!1?-1:1,a=this.columns.filter((c,d)=>d!==this.ours),l=this.ours>=0&&a.length>0&&typeof this.metric?.higher_is_better=="boolean";this.margins=Float64Array.from(e.entries,(c,d)=>{if(!l)return NaN;let p=Math.max(...a.map(f=>s*f[d])),u=s*this.columns[this.ours][d];return u===p?0:u-p}),this.hasMargins=this.margins.some(c=>!Number.isNaN(c))}get shown(){return this.made??=this.makeColumns()}makeColumns(){let{source:e,columns:t,margins:n}=this,o=j(t[Math.max(0,this.ours)]??[]),i=this.headings.map((a,l)=>{let c=t[l];return{key:String(l),name:a,table:this,values:c,decimals:e.kind==="study"?o:j(c),margin:!1}}),s={key:"margin",name:`\u0394 ${e.ours??""}`,table:this,values:n,decimals:o,margin:!0};return this.hasMargins?[...i,s]:i}best(e){let t=this.metric?.higher_is_better;return typeof t!="boolean"||this.columns.length<2?NaN:(t?Math.max:Math.min)(...this.columns.map(n=>n[e]).filter(n=>!Number.isNaN(n)))}order(e,t,n,o){let{length:i}=this.source.entries,s=this.sorted(n,o),a=this.names.finder(e);if(s&&!a&&t==="all")return s;let l=new Uint32Array(i),c=0;for(let d=0;d<i;d++){let p=s?s[d]:d;this.passes(p,t)&&(!a||a(p))&&(l[c++]=p)}return l.slice(0,c)}passes(e,t){if(t==="all")return!0;if(t==="missing")return this.columns.some(o=>Number.isNaN(o[e]));let n=this.margins[e];return t==="ahead"?n>0:n<0}sorted(e,t){if(!e)return null;if(e==="name")return t?this.names.order.slice().reverse():this.names.order;let n=this.orders.get(e)??{};return this.orders.set(e,n),n[t?"down":"up"]??=tl(e,t)}};function tl(r,e){let t=new Uint32Array(r.length),n=0;r.forEach((i,s)=>{Number.isNaN(i)||(t[n++]=s)});let o=e?-1:1;return t.subarray(0,n).sort((i,s)=>o*(r[i]-r[s])||i-s),r.forEach((i,s)=>{Number.isNaN(i)&&(t[n++]=s)}),t}var Vt=class{constructor(e){this.source=e;this.made=new Map;this.names=new st(e)}of(e){let t=this.made.get(e)??new Zr(this.source,e,this.names);return this.made.set(e,t),t}others(e){return this.source.metrics.flatMap((t,n)=>n===e?[]:[[n,this.of(n)]])}};function zo(r,e=[]){return[...r.shown,...e.flatMap(([t,{shown:n}])=>n.map(o=>({...o,key:`${t}:${o.key}`})))]}function Qr({values:r,decimals:e,margin:t},n){let o=r[n];return`${t&&o>0?"+":""}${C(o,e)}`}function jo(r,e,{metric:t,entry:n}){let o=r.metrics[t],i=r.kind==="study"?r.methods.indexOf(e.label):-1;if(!o||i<0||e.kind!=="image"||e.role==="reference")return null;let s=r.methods.map((a,l)=>G(r.scores[o.spec]?.[l]?.[n]));return[_(o),C(s[i],j(s)),o.unit]}function qt(r){let e=/^[=+\-@'\t\r]/.test(r)?`'${r}`:r;return/[",\r\n]/.test(e)?`"${e.replaceAll('"','""')}"`:e}var rl=r=>r==null?"":r==="Infinity"?"inf":r==="-Infinity"?"-inf":String(r);function Io(r){let e=["image,group,method,metric,score"];return r.entries.forEach((t,n)=>{r.methods.forEach((o,i)=>{for(let{spec:s}of r.metrics){let a=[t.name,r.groups?.[n]??"",o,s].map(qt);e.push([...a,rl(r.scores[s]?.[i]?.[n])].join(","))}})}),`${e.join(`
`)}
`}function Uo(r){let{verdicts:e,crops:t,errors:n,scores:o,methods:i,groups:s}=r;if(r.kind==="comparison")return r.record;let a=r.entries.map(c=>c.name),l=Object.fromEntries(Object.entries(o).map(([c,d])=>[c,Object.fromEntries(i.map((p,u)=>[p,d[u]]))]));return{...r.record,verdicts:e,crops:t,errors:n,scores:{images:a,groups:s,tables:l}}}function Ho(r,e,t){let n=r.metrics.length&&r.kind==="study",{verdicts:o}=r;return m`<header>
 <a class="skip" href="#" @click=${t.skip}>Skip to the images</a>
 <h1 title=${r.title}>${r.title}</h1>
 ${o?m`<section class="verdict" aria-label="Verdict"><p class=${e?"hidden":""}>${o.text}</p><button data-control="verdict" aria-expanded=${e} aria-controls="verdict" @click=${t.toggleVerdict}>${e?"Close":"Verdict"}</button></section>`:m`<span class="sum">${r.summary??""}</span>`}
 <span class="tools">
 <button @click=${()=>it("record.json",JSON.stringify(Uo(r),null,2),"application/json")}>JSON</button>
 ${n?m`<button @click=${()=>it("scores.csv",Io(r),"text/csv")}>CSV</button>`:b}
 <button @click=${t.toggleTheme} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
 <button @click=${t.help} aria-label="Keys" title="Keys (?)">?</button>
 </span>
 </header>
 ${o&&e?nl(r,t.statistics):b}`}function nl(r,e){let{text:t,outcomes:n}=r.verdicts;return m`<section class="full" id="verdict" tabindex="0" aria-label="Verdict in full">
 <p>${t}</p>
 <ul>${n.map(o=>{let{metric:i,rival:s,word:a,paired:l,primary:c}=o;return m`<li class=${a==="better"?"good":a==="worse"?"bad":""}>${z(r,i)} vs ${s}: <b>${Oe(o)}</b>${c===!1?" (secondary)":""} ${le(l.mean,at(r,i),K(r,i))}</li>`})}</ul>
    <p><button data-control="statistics" @click=${e}>Statistics and caveats</button></p>
    ${r.summary?m`<p class="sum">${r.summary}</p>`:b}
 </section>`}var qo=(r,e,t)=>Math.max(e,Math.min(t,r)),lt=(r,e,t)=>({id:r,keys:[e],button:t,words:t.toLowerCase(),row:"modes",run:({change:n})=>n({mode:r})}),Wt=(r,e,t)=>({id:r,keys:[r],words:r==="ArrowDown"?"move; also by dragging":"",row:"move",run:({viewport:n})=>n.pan(e*60*devicePixelRatio,t*60*devicePixelRatio)}),Bo=(r,e)=>({id:r,keys:[],words:e,run:()=>{}}),Fo=({state:r,change:e},t)=>e({threshold:qo(Math.round(100*(r.threshold+t))/100,0,1)}),Vo=({state:r,change:e},t)=>e({gain:qo(r.gain*t,.01,100)}),ol=(r,e)=>r[(r.indexOf(e)+1)%r.length],Kt=[{id:"next-image",keys:["n"],words:"next image",row:"images",only:"other",run:({other:r})=>r(1)},{id:"previous-image",keys:["p"],words:"previous image",row:"images",only:"other",run:({other:r})=>r(-1)},{id:"next-place",keys:["j"],words:"next place in the list",row:"places",only:"other",run:({step:r})=>r(1)},{id:"previous-place",keys:["k"],words:"previous place",row:"places",only:"other",run:({step:r})=>r(-1)},{id:"next-pair",keys:["j"],words:"next pair",row:"pairs",only:"run",run:({other:r})=>r(1)},{id:"previous-pair",keys:["k"],words:"previous pair",row:"pairs",only:"run",run:({other:r})=>r(-1)},{id:"next-region",keys:["n"],words:"next region",row:"regions",only:"run",run:({step:r})=>r(1)},{id:"previous-region",keys:["p"],words:"previous region",row:"regions",only:"run",run:({step:r})=>r(-1)},{id:"accept",keys:["a"],words:"accept, after a confirmation",row:"review",only:"writable",run:({accept:r})=>r()},{id:"reject",keys:["d"],words:"reject, or take it back",row:"review",only:"writable",run:({reject:r})=>r()},{id:"flip",keys:["1","2","3","4","5","6","7","8","9"],words:"show one image alone, and flip between images",button:"Flip",run:({layers:r,change:e},t)=>{let n=r[Number(t)-1];n!==void 0&&e({mode:"flip",flip:n})}},{id:"previous-alone",keys:[","],words:"previous image alone",row:"alone",run:({flip:r})=>r(-1)},{id:"next-alone",keys:["."],words:"next image alone",row:"alone",run:({flip:r})=>r(1)},lt("side","h","Side by side"),lt("slider","w","Slider"),lt("blink","b","Blink"),lt("overlay","v","Overlay"),lt("difference","u","Difference"),{id:"lists",keys:["i"],words:"open or close the lists",row:"panels",run:({toggleLists:r})=>r()},{id:"inspector",keys:["z"],words:"open or close the inspector: tones, values, scores of the visible part",button:"Inspect",row:"panels",run:({state:r,change:e})=>e({inspector:!r.inspector})},{id:"zoom-in",keys:["+","="],words:"zoom; also the wheel and two fingers",button:"+",name:"Zoom in",row:"zoom",run:({viewport:r})=>r.zoomTo(r.scale*1.5)},{id:"zoom-out",keys:["-"],words:"",button:"\u2212",name:"Zoom out",row:"zoom",run:({viewport:r})=>r.zoomTo(r.scale/1.5)},Wt("ArrowLeft",1,0),Wt("ArrowUp",0,1),Wt("ArrowRight",-1,0),Wt("ArrowDown",0,-1),Bo("Shift + drag","choose a box, which fills the panes"),{id:"unmark",keys:["Delete","Backspace"],words:"no chosen box",run:({viewport:r})=>r.unmark()},{id:"fit",keys:["f","0"],words:"whole image",button:"Fit",row:"sizes",run:({viewport:r})=>r.fit()},{id:"actual",keys:["o"],words:"actual pixels (double click: zoom in, and back)",button:"1:1",row:"sizes",run:({viewport:r})=>r.zoomTo(1)},{id:"swap",keys:["x"],words:"swap A and B",run:({state:r,change:e})=>e({first:r.second,second:r.first})},{id:"pause",keys:[" "],words:"pause or resume blinking",run:({toggleBlink:r})=>r()},{id:"errors",keys:["e"],words:"error maps",row:"errors",run:({state:r,change:e})=>e({errors:!r.errors})},{id:"signed",keys:["s"],words:"signed error maps",row:"errors",run:({state:r,change:e})=>e({signed:!r.signed})},{id:"more-gain",keys:["g"],words:"higher gain",row:"gain",run:r=>Vo(r,1.25)},{id:"less-gain",keys:["G"],words:"lower gain",row:"gain",run:r=>Vo(r,.8)},{id:"higher-threshold",keys:["t"],words:"higher threshold",row:"threshold",run:r=>Fo(r,.02)},{id:"lower-threshold",keys:["T"],words:"lower threshold",row:"threshold",run:r=>Fo(r,-.02)},{id:"colours",keys:["c"],words:"next colour map",run:({state:r,change:e})=>e({colourmap:ol(te,r.colourmap)})},{id:"darker",keys:["["],words:"darker images",row:"exposure",run:({state:r,change:e})=>e(Hr(r,-.25))},{id:"brighter",keys:["]"],words:"brighter images, by a quarter of a stop",row:"exposure",run:({state:r,change:e})=>e(Hr(r,.25))},Bo("Alt + drag","window of the images: across its width, up and down its level"),{id:"reset",keys:["y"],words:"images as they were stored: no exposure, gamma, window or channel",button:"Reset",run:({change:r})=>r(se)},{id:"loupe",keys:["m"],words:"loupe at the pointer",run:({state:r,change:e})=>e({loupe:!r.loupe})},{id:"boxes",keys:["r"],words:"boxes of the regions",run:({state:r,change:e})=>e({boxes:!r.boxes})},{id:"save",keys:["S"],words:"save the view as a picture",button:"Save picture",run:({save:r})=>r()},{id:"theme",keys:["l"],words:"light or dark theme",run:({toggleTheme:r})=>r()},{id:"filter",keys:["/"],words:"filter images",run:({filter:r})=>r()},{id:"help",keys:["?"],words:"this list",run:({help:r})=>r()}];function en({only:r},{isRun:e,writable:t}){return r===void 0||{run:e,other:!e,writable:t}[r]}var il={ArrowLeft:"\u2190",ArrowRight:"\u2192",ArrowUp:"\u2191",ArrowDown:"\u2193"," ":"Space","-":"\u2212"};function Wo({id:r,keys:e}){if(e.length>2)return`${e[0]} \u2026 ${e.at(-1)}`;let[t]=e;return t===void 0?r:il[t]??t}var sl=new Map(Kt.map(r=>[r.id,r]));function Gt(r){let e=sl.get(r);if(!e)throw new Error(`no action ${r}`);return e}function $e(r,e=""){let t=Gt(r);return`${e||t.name||t.button||t.words} (${Wo(t)})`}function Ko(r){let e=new Map;for(let t of Kt){if(!en(t,r))continue;let n=t.row??t.id,[o,i]=e.get(n)??e.set(n,[[],[]]).get(n);o.push(Wo(t)),t.words&&i.push(t.words)}return[...e.values()].map(([t,n])=>[t.join("  "),n.join("; ")])}function Go(r,e){let t=Ko({isRun:e!==void 0,writable:e?.writable??!1});return m`<dialog class="help" aria-labelledby="keys">
 <h2 id="keys">Keys</h2>
 <dl>${t.map(([n,o])=>m`<dt><kbd>${n}</kbd></dt><dd>${o}</dd>`)}</dl>
 <p>${r?"Keys and the wheel work after a click on the images.":"The address of the page reopens exactly this view."}</p>
 <form method="dialog"><button autofocus @click=${n=>{n.preventDefault(),n.target.closest("dialog")?.close()}}>Close</button></form>
 </dialog>`}function Jt(r){let e=r.querySelector("dialog.help");e?.open?e.close():e?.showModal()}var al=200,Yt=class{constructor(e){this.host=e;this.timer=0;this.opening=!1;this.kept=null;this.read=()=>{let{host:e}=this;if(!e.document)return;if(clearTimeout(this.timer),this.opening=!1,this.kept){let{state:o,place:i,name:s}=this.kept;this.kept=null,e.restore({...o,entry:e.byName.get(s)??o.entry},i);return}let{state:t,place:n}=Ht(e.embedded?"":location.hash,e.start);e.restore(t,n)};e.addController(this)}hostConnected(){this.host.embedded||addEventListener("hashchange",this.read)}hostDisconnected(){clearTimeout(this.timer),removeEventListener("hashchange",this.read)}keep(){let{state:e,viewport:t,entry:n}=this.host;n&&(this.kept={state:e,place:t.place,name:n.name})}open(){this.opening||this.write(),this.opening=!0}save(){clearTimeout(this.timer),this.timer=window.setTimeout(()=>{!this.host.document||!this.host.isConnected||(this.write(),this.host.announce())},al)}write(){let{host:e,opening:t}=this;if(this.opening=!1,e.embedded){e.embedding.tell();return}let n=To(e.state,e.viewport.place,e.start);if(n===location.hash.slice(1))return;let o=n?`#${n}`:location.pathname+location.search;t?history.pushState(null,"",o):history.replaceState(null,"",o)}};var J=r=>r.record;var Jo=/[\0-\x1f\x7f-\x9f]/;function Yo(r){if(/^[\w.,:/=+-]+$/.test(r))return r;if(!Jo.test(r))return`'${r.replaceAll("'","'\\''")}'`;let e=t=>`\\u${t.charCodeAt(0).toString(16).padStart(4,"0")}`;return`$'${r.replace(/[\\']/g,"\\$&").replace(new RegExp(Jo,"g"),e)}'`}function ll({x:r,y:e,width:t,height:n}){let o=Math.min(t,n);return{x:r+Math.floor((t-o)/2),y:e+Math.floor((n-o)/2),size:o}}var nn="STUDY_FOLDER";function Zo(r,e,t=nn){let{x:n,y:o,size:i}=ll(e);return`difference-finder figure ${Yo(t)} --crops 0 --crop ${Yo(`${r}:${n},${o},${i}`)} -o figure.pdf`}var Le=r=>typeof r=="string"?r:r.name,ct=(r,e)=>typeof r=="string"?r:r.join(e.joint);function Qo({head:r,rows:e}){return{names:r.map(Le),lines:e.map(t=>t.map((n,o)=>ct(n,r[o])))}}function _e(r){let e=r.metrics.map(({unit:i,higher_is_better:s},a)=>`${_(r.metrics[a])}${i?` (${i})`:""}${s===null?"":s?" \u2191":" \u2193"}`);if(r.kind==="study"){let{means:i=[]}=J(r),s=r.metrics.map(({spec:c})=>i.filter(({metric:d})=>d===c)),a=s.map(c=>j(c.map(({mean:d})=>d??NaN))),l=r.methods.map(c=>s.map(d=>d.find(p=>p.method===c)));return{head:["Method",...e],rows:r.methods.map((c,d)=>[c,...l[d].map((p,u)=>C(p?.mean??NaN,a[u]))]),best:l.map(c=>[!1,...c.map(d=>d?.best??!1)])}}let t=r.metrics.map(({spec:i})=>r.entries.map((s,a)=>G(r.scores[i]?.[0]?.[a]))),n=t.map(j),o=r.entries.map(({name:i},s)=>[i,...t.map((a,l)=>C(a[s],n[l]))]);return{head:["Pair",...e],rows:o,best:o.map(i=>i.map(()=>!1))}}var cl={"\\":"\\textbackslash{}","~":"\\textasciitilde{}","^":"\\textasciicircum{}","\u2191":"$\\uparrow$","\u2193":"$\\downarrow$","\u2212":"$-$","\u221E":"$\\infty$","\u2013":"--","\u2026":"\\ldots{}"},tn=r=>r.replace(/[\\~^\u2191\u2193\u2212\u221e\u2013\u2026]|[&%$#_{}]/g,e=>cl[e]??`\\${e}`),rn=r=>r.replace(/[\\|*_`<>[\]]/g,"\\$&").replace(/\s+/g," ");function ei(r){let{texts:e=1,best:t}=r,{names:n,lines:o}=Qo(r),i=l=>`${l.join(" & ")} \\\\`,s=o.map((l,c)=>i(l.map((d,p)=>t[c][p]?`\\textbf{${tn(d)}}`:tn(d))));return[`\\begin{tabular}{${`${"l".repeat(e)}${"r".repeat(n.length-e)}`}}`,"\\toprule",i(n.map(tn)),"\\midrule",...s,"\\bottomrule","\\end{tabular}",""].join(`
`)}function ti(r){let{texts:e=1,best:t}=r,{names:n,lines:o}=Qo(r),i=a=>`| ${a.join(" | ")} |`,s=o.map((a,l)=>i(a.map((c,d)=>t[l][d]?`**${rn(c)}**`:rn(c))));return[i(n.map(rn)),i(n.map((a,l)=>l<e?"---":"---:")),...s,""].join(`
`)}var Xo=r=>typeof r=="string"?[""]:r.parts??[""];function ri({head:r,rows:e,texts:t=1}){let n=s=>s.replace("\u2212","-").replace("\u221E","inf").replace("\u2013",""),o=r.flatMap(s=>Xo(s).map(a=>a?`${Le(s)}, ${a}`:Le(s).replace(/ [\u2191\u2193]$/,""))),i=e.map(s=>s.flatMap((a,l)=>l<t?[qt(ct(a,r[l]))]:(typeof a=="string"?Xo(r[l]).map(()=>a):a).map(n)));return[o.map(qt),...i].map(s=>`${s.join(",")}
`).join("")}var re=r=>r.target.checked,O=r=>r.target.value;var dl={images:"Images",places:"Places",plots:"Plots",methods:"Methods",errors:"Failed",about:"Record"};function pl(r){let e={images:r.entries.length>1||r.kind==="study"||r.run!==void 0,places:Ot(r),plots:r.kind==="study"&&r.metrics.length>0,methods:r.kind==="study",errors:r.errors.length>0,about:!0};return Wr.filter(t=>e[t])}function ni(r,e){return r==="images"&&e.run?"Pairs":r==="places"?e.crops?"Crops":"Regions":r==="errors"?`Failed (${e.errors.length})`:dl[r]}function oi(r,{tab:e,lists:t},{open:n}){let o=pl(r);return m`<div class="tabs" role="tablist" aria-label="Lists" @keydown=${s=>{let a={ArrowLeft:-1,ArrowRight:1}[s.key];a&&(s.stopPropagation(),n(o[(o.indexOf(e)+a+o.length)%o.length],!0))}}>
 ${o.map(s=>{let a=s===e,l=a?t?"Close the list (i)":"Open the list (i)":ni(s,r);return m`<button role="tab" data-tab=${s} class=${`${s==="errors"?"bad":""} ${a&&t?"open":""}`} title=${l} aria-selected=${a} aria-expanded=${a&&t} tabindex=${a?0:-1} @click=${()=>n(s,!1)}>${ni(s,r)}</button>`})}
  </div>`}function ii(r,e,t,n){let{state:o,other:i}=t,s=r.entries.length>1;return m`<section class="toolbar" aria-label="Toolbar">
 ${oi(r,o,n)}
 ${s||e?.name!==r.title?ml(r,o.entry,i):b}
 ${e?.layers.length?ul(e,t):b}
 </section>`}function ml(r,e,t){let n=r.entries.length>1,[o,i]=r.run?["previous-pair","next-pair"]:["previous-image","next-image"],s=r.entries[e]?.name??"";return m`<div class="title">
 ${n?m`<button aria-label="Previous image" title=${$e(o,"Previous image")} @click=${()=>t(-1)}>\u2039</button>`:b}
 <h2 title=${s}>${s}</h2>
 ${n?m`<small>${e+1} / ${r.entries.length}</small><button aria-label="Next image" title=${$e(i,"Next image")} @click=${()=>t(1)}>\u203a</button>`:b}
 </div>`}function dt(r,e){let{button:t,name:n,run:o,keys:i}=Gt(r);return m`<button aria-label=${n??b} title=${$e(r)} data-action=${r} @click=${()=>o(e,i[0]??"")}>${t}</button>`}function ul(r,e){let{state:t,change:n}=e,o=r.layers.filter(s=>s.kind==="image"),i=(s,a)=>m`<label title=${$e(s,a)}><input type="checkbox" data-control=${s} .checked=${t[s]} @change=${l=>n({[s]:re(l)})} /> ${a}</label>`;return m`<div class="display" role="toolbar" aria-label="Display">
 <span class="group">
 ${qr.map(s=>m`<button aria-pressed=${t.mode===s} title=${$e(s)} @click=${()=>n({mode:s})} data-mode=${s}>${Gt(s).button}</button>`)}
 </span>
 <span class="group">
 ${["fit","actual","zoom-out","zoom-in"].map(s=>dt(s,e))}
 <span class="zoom" role="group" aria-label="Zoom"></span>
 </span>
 ${r.regions?.length?i("boxes","Boxes"):b}
 ${t.mode==="side"&&o.length>1?i("errors","Error maps"):b}
 ${t.mode==="side"&&t.errors||t.mode==="difference"?i("signed","Signed"):b}
 <button aria-expanded=${t.inspector} aria-controls="inspector" title=${$e("inspector","Tones, values, scores of the visible part, copies")} data-action="inspector" @click=${()=>n({inspector:!t.inspector})}>Inspect</button>
 </div>`}async function si(r,e){try{return await r(),`Copied: ${e}.`}catch{return"The browser does not allow this page to copy."}}var Xt=(r,e,t,n,o)=>m`<button data-copy=${e} @click=${()=>{si(()=>navigator.clipboard.writeText(n()),t).then(o)}}>${r}</button>`,on=(r,e)=>m`<span>Copy table</span>
 ${Xt("LaTeX","latex","the table as LaTeX with booktabs",()=>ei(r()),e)}
 ${Xt("Markdown","markdown","the table as Markdown",()=>ti(r()),e)}
 ${Xt("CSV","csv","the table as CSV",()=>ri(r()),e)}`,hl=({folder:r})=>r===void 0?`the command; put the folder of the study, which difference-finder rank wrote, in place of ${nn}`:"the command that draws the visible square";function ai(r,e,t,n,o){return m`<span class="group">
 ${dt("save",n)}
 <button data-copy="picture" @click=${()=>{si(n.copy,"the view as a picture").then(o)}}>Copy picture</button>
 </span>
 ${r.kind==="study"&&t?m`<span class="group">${Xt("Copy as figure","figure",hl(r),()=>Zo(e.name,t,r.folder),o)}</span>`:b}
 ${r.metrics.length?m`<span class="group">${on(()=>_e(r),o)}</span>`:b}`}function li(r,e,[t,n],{channel:o}){let i=r.channels<3?[0]:[0,1,2],s=o>=0?[Math.min(o,r.channels-1)]:i,a=Math.max(1,Math.ceil(Math.sqrt(e.width*e.height/262144))),l=s.map(()=>new Uint32Array(256)),c=256/(n-t),[d,p,u,f]=[1/0,-1/0,0,0];for(let h=e.y;h<Math.min(r.rows,e.y+e.height);h+=a)for(let g=e.x;g<Math.min(r.columns,e.x+e.width);g+=a){let y=(h*r.columns+g)*r.stride;for(let w=0;w<s.length;w++){let v=r.offset+r.factor*r.data[y+s[w]];Number.isFinite(v)&&(l[w][Math.max(0,Math.min(255,Math.floor((v-t)*c)))]++,v<d&&(d=v),v>p&&(p=v),u+=v,f++)}}return{counts:l,low:t,high:n,least:d,greatest:p,mean:u/f,step:a}}var fl=["#ff5c5c","#3fbf5f","#5c8cff"];function ci(r,{counts:e,low:t,high:n},o,i){let s=r.getContext("2d"),{width:a,height:l}=r;s.clearRect(0,0,a,l);let c=Math.sqrt(Math.max(1,...e.map(d=>d.reduce((p,u)=>Math.max(p,u),0))));e.forEach((d,p)=>{s.strokeStyle=e.length===1?i:fl[p],s.lineWidth=1.5,s.beginPath(),d.forEach((u,f)=>s.lineTo((f+.5)*a/256,l-1-Math.sqrt(u)/c*(l-4))),s.stroke()}),s.strokeStyle=i,s.setLineDash([3,3]);for(let d of o){let p=(d-t)/(n-t)*a;s.beginPath(),s.moveTo(p,0),s.lineTo(p,l),s.stroke()}s.setLineDash([])}var di=T`
 :host {
 display: flex;
 flex: none;
 width: 290px;
 min-height: 0;
 border-left: 1px solid var(--line);
 background: var(--panel);
 color: var(--text);
 font-size: 12.5px;
 }
 aside {
 flex: 1;
 min-width: 0;
 overflow: auto;
 padding: 4px 12px 16px;
 }
 section {
 display: flex;
 flex-direction: column;
 align-items: flex-start;
 gap: 5px;
 padding-bottom: 8px;
 border-bottom: 1px solid var(--line);
 }
 section:last-child {
 border-bottom: 0;
 }
 h3 {
 font-size: 12.5px;
 margin: 8px 0 2px;
 max-width: 100%;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 small,
 .note {
 color: var(--dim);
 font-weight: normal;
 }
 .note {
 margin: 0;
 font-size: 12px;
 overflow-wrap: anywhere;
 }
 .note:empty {
 display: none;
 }
 .slider {
 display: grid;
 grid-template-columns: 62px 1fr 66px;
 width: 100%;
 }
 .slider input {
 width: 100%;
 min-width: 0;
 }
 .slider output {
 text-align: right;
 font-variant-numeric: tabular-nums;
 }
 .group {
 max-width: 100%;
 gap: 4px 8px;
 }
 .histogram {
 width: 100%;
 height: 60px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 table {
 border-collapse: collapse;
 width: 100%;
 font-variant-numeric: tabular-nums;
 }
 th,
 td {
 text-align: right;
 padding: 1px 0 1px 6px;
 font-weight: normal;
 white-space: nowrap;
 }
 thead th {
 color: var(--dim);
 font-size: 11.5px;
 }
 tbody th,
 thead th:first-child {
 text-align: left;
 padding-left: 0;
 max-width: 90px;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 td.best {
 font-weight: 700;
 }
`;var pi=r=>(r/1e6).toFixed(1);function mi({width:r,height:e}){return r*e<=8388608?"":`The visible part has ${pi(r*e)} megapixels; up to ${pi(8388608)} are scored here. Zoom in, or choose a part by Shift and a drag.`}function pt(r,e,{width:t,height:n}){let[i,s]=[Math.max(0,Math.floor(r.x+1e-6)),Math.max(0,Math.floor(r.y+1e-6))],[a,l]=[Math.min(t,Math.ceil(e.x-1e-6)),Math.min(n,Math.ceil(e.y-1e-6))];return a>i&&l>s?{x:i,y:s,width:a-i,height:l-s}:null}function ui(r,e,{width:t,height:n}){return pt({x:Math.max(r.x,e),y:Math.max(r.y,e)},{x:Math.min(r.x+r.width,t-e),y:Math.min(r.y+r.height,n-e)},{width:t,height:n})}var hi=r=>({width:Math.min(...r.map(({width:e})=>e)),height:Math.min(...r.map(({height:e})=>e))});function fi(r,e){let{size:t}=r,n=[];for(let o=Math.floor(e.y/t);o*t<e.y+e.height;o++)for(let i=Math.floor(e.x/t);i*t<e.x+e.width;i++)n.push([r.numbers(0,i,o),i*t,o*t]);return n}var gi=(r,e)=>fi(r,e).every(([t])=>t);function bi(r,e){let t=fi(r,e),n=t.filter(l=>l[0]!==null);if(n.length<t.length)return null;let[o]=n;if(!o)return null;let{stride:i}=o[0],s=o[0].data.constructor,a=new s(e.width*e.height*i);for(let[l,c,d]of n){let[p,u]=[Math.max(e.x,c),Math.min(e.x+e.width,c+l.columns)];for(let f=Math.max(e.y,d);f<Math.min(e.y+e.height,d+l.rows);f++){let h=((f-d)*l.columns+p-c)*i;a.set(l.data.subarray(h,h+(u-p)*i),((f-e.y)*e.width+p-e.x)*i)}}return{...o[0],data:a,columns:e.width,rows:e.height}}function yi(r,e,{black:t,white:n}){let o=(n-t)/(e.high-e.low),{data:i,channels:s,stride:a}=r,l=!(i instanceof Float32Array);return{data:i,channels:s,stride:a,factor:r.factor*o,offset:t+(r.offset-e.low)*o,eight:l&&(e.depth??8)<=8,level:l?r.factor*o:null}}var vi=`"use strict";(()=>{var B={luma:[.25678823529411765,.5041294117647058,.09790588235294118],grey:[.2989,.587,.114]};function E(t,{colour:s,quantise:n,rounded:r,data_range:o}){let{data:f,stride:m,factor:i,offset:g,eight:w,channels:S}=t,p=o??1,y=p/255,b=(c,l)=>g+i*f[c*m+l];if(n&&!w){let c=b,l=(u,v)=>Math.max(0,Math.min(255,Math.fround(c(u,v)/y))),x=u=>Math.floor(n==="round"?Math.fround(u+.5):u);b=(u,v)=>x(l(u,v))*y}if(s==="as given"||S!==3)return[r&&t.level===null?G(b,y):b,S];let[M,d,R]=B[s],h=s==="luma"?16/255*p:0,e=b,a=c=>h+M*e(c,0)+d*e(c,1)+R*e(c,2);return[r?G(a,t.level??y):a,1]}var G=(t,s)=>(n,r)=>Math.floor(t(n,r)/s+(.5+1e-9))*s;function D({window:t,window_size:s,sigma:n}){let r=(s-1)/2,o=Float64Array.from({length:s},(m,i)=>t==="uniform"?1:Math.exp(-.5*((i-r)/n)**2)),f=o.reduce((m,i)=>m+i,0);return o.map(m=>m/f)}function I(t,s,n){if(n==="replicate")return Math.max(0,Math.min(s-1,t));let r=n==="reflect"?1:0;return t<0?-t-1+r:t>=s?2*s-1-t-r:t}var N=16;function*O(t){let{width:s,height:n,measure:r}=t,[o,f]=E(t.reference,r),[m,i]=E(t.candidate,r),g=Math.max(f,i),w=f===1?e=>o(e,0):o,S=i===1?e=>m(e,0):m,[p,y]=[0,0];for(let e=0;e<n;e++){e%N===0&&(yield);for(let a=e*s;a<(e+1)*s;a++)for(let c=0;c<g;c++){let l=S(a,c)-w(a,c);p+=l*l,y+=Math.abs(l)}}let b=s*n*g,M=r.data_range,d=M===null?null:p?20*Math.log10(M)-10*Math.log10(p/b):1/0,R=r.ssim?.data_range??M,h=null;if(t.ssim&&r.ssim&&R!==null&&H(s,n,r.ssim)){h=0;for(let e=0;e<g;e++)h+=(yield*L(a=>w(a,e),a=>S(a,e),s,n,r.ssim,R))/g}return{psnr:d,ssim:h,mae:y/b}}function H(t,s,{padding:n,window_size:r}){let o=Math.min(t,s);return n==="valid"?o>=r:n==="replicate"||(r-1)/2<=o-(n==="reflect"?1:0)}function*L(t,s,n,r,o,f){let m=D(o),i=m.length,g=(i-1)/2,w=o.padding==="valid"?0:g,[S,p]=[n+2*w-i+1,r+2*w-i+1],y=(o.k1*f)**2,b=i*i,M=(o.k2*f)**2*(o.covariance==="sample"?(b-1)/b:1),d=t(0),R=T(t,s,n,r,m,w,o.padding,d),h=0;for(let e=0;e<p;e++){e%N===0&&(yield);let a=Array.from({length:i},(c,l)=>R(e+l));for(let c=0;c<S;c++){let[l,x,u,v]=[0,0,0,0];for(let F=0,_=4*c;F<i;F++){let q=a[F],J=m[F];l+=J*q[_],x+=J*q[_+1],u+=J*q[_+2],v+=J*q[_+3]}let A=Math.max(0,u-l*l-(l+x)**2),k=Math.min(Math.max(0,v-x*x),2*A),[P,z]=[l+d,l+x+d];h+=(1-x*x/(P*P+z*z+y))*(1-k/(A+M))}}return h/(S*p)}function T(t,s,n,r,o,f,m,i){let g=o.length,w=n+2*f-g+1,S=Array.from({length:g},()=>({row:-1,line:new Float64Array(4*w)})),p=Int32Array.from({length:n+2*f},(M,d)=>I(d-f,n,m)),[y,b]=[new Float64Array(p.length),new Float64Array(p.length)];return M=>{let d=S[M%g];if(d.row===M)return d.line;let R=I(M-f,r,m)*n;p.forEach((e,a)=>{y[a]=t(R+e)-i,b[a]=s(R+e)-i-y[a]});let{line:h}=d;for(let e=0;e<w;e++){let[a,c,l,x]=[0,0,0,0];for(let u=0;u<g;u++){let[v,A,k]=[o[u],y[e+u],b[e+u]];a+=v*A,c+=v*k,l+=v*(A*A+(A+k)*(A+k)),x+=v*k*k}h[4*e]=a,h[4*e+1]=c,h[4*e+2]=l,h[4*e+3]=x}return d.row=M,h}}var W=self;W.onmessage=({data:{id:t,job:s}})=>{let n=O(s),r=n.next();for(;!r.done;)r=n.next();W.postMessage({id:t,scores:r.value})};})();
`;var bl={luma:[.25678823529411765,.5041294117647058,.09790588235294118],grey:[.2989,.587,.114]};function wi(r,{colour:e,quantise:t,rounded:n,data_range:o}){let{data:i,stride:s,factor:a,offset:l,eight:c,channels:d}=r,p=o??1,u=p/255,f=(S,k)=>l+a*i[S*s+k];if(t&&!c){let S=f,k=(M,P)=>Math.max(0,Math.min(255,Math.fround(S(M,P)/u))),E=M=>Math.floor(t==="round"?Math.fround(M+.5):M);f=(M,P)=>E(k(M,P))*u}if(e==="as given"||d!==3)return[n&&r.level===null?xi(f,u):f,d];let[h,g,y]=bl[e],w=e==="luma"?16/255*p:0,v=f,x=S=>w+h*v(S,0)+g*v(S,1)+y*v(S,2);return[n?xi(x,r.level??u):x,1]}var xi=(r,e)=>(t,n)=>Math.floor(r(t,n)/e+(.5+1e-9))*e;function yl({window:r,window_size:e,sigma:t}){let n=(e-1)/2,o=Float64Array.from({length:e},(s,a)=>r==="uniform"?1:Math.exp(-.5*((a-n)/t)**2)),i=o.reduce((s,a)=>s+a,0);return o.map(s=>s/i)}function $i(r,e,t){if(t==="replicate")return Math.max(0,Math.min(e-1,r));let n=t==="reflect"?1:0;return r<0?-r-1+n:r>=e?2*e-1-r-n:r}var Si=16;function*ki(r){let{width:e,height:t,measure:n}=r,[o,i]=wi(r.reference,n),[s,a]=wi(r.candidate,n),l=Math.max(i,a),c=i===1?v=>o(v,0):o,d=a===1?v=>s(v,0):s,[p,u]=[0,0];for(let v=0;v<t;v++){v%Si===0&&(yield);for(let x=v*e;x<(v+1)*e;x++)for(let S=0;S<l;S++){let k=d(x,S)-c(x,S);p+=k*k,u+=Math.abs(k)}}let f=e*t*l,h=n.data_range,g=h===null?null:p?20*Math.log10(h)-10*Math.log10(p/f):1/0,y=n.ssim?.data_range??h,w=null;if(r.ssim&&n.ssim&&y!==null&&vl(e,t,n.ssim)){w=0;for(let v=0;v<l;v++)w+=(yield*wl(x=>c(x,v),x=>d(x,v),e,t,n.ssim,y))/l}return{psnr:g,ssim:w,mae:u/f}}function vl(r,e,{padding:t,window_size:n}){let o=Math.min(r,e);return t==="valid"?o>=n:t==="replicate"||(n-1)/2<=o-(t==="reflect"?1:0)}function*wl(r,e,t,n,o,i){let s=yl(o),a=s.length,l=(a-1)/2,c=o.padding==="valid"?0:l,[d,p]=[t+2*c-a+1,n+2*c-a+1],u=(o.k1*i)**2,f=a*a,h=(o.k2*i)**2*(o.covariance==="sample"?(f-1)/f:1),g=r(0),y=xl(r,e,t,n,s,c,o.padding,g),w=0;for(let v=0;v<p;v++){v%Si===0&&(yield);let x=Array.from({length:a},(S,k)=>y(v+k));for(let S=0;S<d;S++){let[k,E,M,P]=[0,0,0,0];for(let U=0,Z=4*S;U<a;U++){let vt=x[U],wt=s[U];k+=wt*vt[Z],E+=wt*vt[Z+1],M+=wt*vt[Z+2],P+=wt*vt[Z+3]}let N=Math.max(0,M-k*k-(k+E)**2),D=Math.min(Math.max(0,P-E*E),2*N),[A,L]=[k+g,k+E+g];w+=(1-E*E/(A*A+L*L+u))*(1-D/(N+h))}}return w/(d*p)}function xl(r,e,t,n,o,i,s,a){let l=o.length,c=t+2*i-l+1,d=Array.from({length:l},()=>({row:-1,line:new Float64Array(4*c)})),p=Int32Array.from({length:t+2*i},(h,g)=>$i(g-i,t,s)),[u,f]=[new Float64Array(p.length),new Float64Array(p.length)];return h=>{let g=d[h%l];if(g.row===h)return g.line;let y=$i(h-i,n,s)*t;p.forEach((v,x)=>{u[x]=r(y+v)-a,f[x]=e(y+v)-a-u[x]});let{line:w}=g;for(let v=0;v<c;v++){let[x,S,k,E]=[0,0,0,0];for(let M=0;M<l;M++){let[P,N,D]=[o[M],u[v+M],f[v+M]];x+=P*N,S+=P*D,k+=P*(N*N+(N+D)*(N+D)),E+=P*D*D}w[4*v]=x,w[4*v+1]=S,w[4*v+2]=k,w[4*v+3]=E}return g.row=h,w}}var $l=6,Zt=class{constructor(){this.worker=null;this.refused=!1;this.newest=0;this.generation=0;this.waiting=new Map}score(e){let t=++this.newest,n=this.refused?null:this.start();return n?new Promise(o=>{this.waiting.set(t,{done:o,job:e}),n.postMessage({id:t,job:e})}):this.inSlices(e)}cancel(){this.generation++,this.waiting.size&&this.stop()}stop(){this.worker?.terminate(),this.worker=null;for(let{done:e}of this.waiting.values())e(null);this.waiting.clear()}start(){if(this.worker)return this.worker;let e=URL.createObjectURL(new Blob([vi],{type:"text/javascript"}));try{let t=new Worker(e);t.onmessage=({data:{id:n,scores:o}})=>{this.waiting.get(n)?.done(o),this.waiting.delete(n)},t.onerror=()=>this.refuse(),this.worker=t}catch{this.refused=!0}return this.worker}refuse(){this.refused=!0;let e=[...this.waiting.values()];this.waiting.clear(),this.stop();for(let{done:t,job:n}of e)this.inSlices(n).then(t)}async inSlices(e){let{generation:t}=this,n=ki(e),o=performance.now();for(;;){let i=n.next();if(i.done)return i.value;if(!(performance.now()-o<$l)){if(await new Promise(s=>setTimeout(s)),t!==this.generation)return null;o=performance.now()}}}};var Sl=(r,e,{kind:t,signed:n})=>{let o=`${e.label} \u2212 ${r.label}`;if(t==="squared")return`(${o})\xB2`;let i=n?o:`|${o}|`;return t==="relative"?`${n?`(${i})`:i} / ${r.label}`:i};function sn(r,e,{kind:t,signed:n}){let o=r.high-r.low,i=n&&t!=="squared",s=[r,e].some(ae),a={absolute:o,squared:o*o,relative:null}[t],l=r.unit??"";return{id:`${r.id}~${e.id}${"~".repeat(2*Pe.indexOf(t)+Number(i))}`,role:"difference",label:Sl(r,e,{kind:t,signed:i}),width:Math.min(r.width,e.width),height:Math.min(r.height,e.height),kind:"map",signed:i,unit:t==="relative"?"of the reference + 1 % of the range":t==="squared"&&l?`${l}\xB2`:l,low:i?-o:0,high:o,depth:16,unit_range:a,note:s?", from 8-bit images":"",positive:i?`${e.label} is brighter`:"",source:{type:"difference",first:r,second:e,signed:i,kind:t}}}var kl=8;function Ne(r){return(r?.layers??[]).flatMap(({role:e},t)=>e==="error"?[]:[t])}function Se(r,{shown:e}){let t=e?.filter(n=>n<(r?.layers.length??0));return t?.length?t:Ne(r).slice(0,kl)}function er(r,e){let[t,...n]=Se(r,e);return n.length?[t,n.includes(e.flip)?e.flip:n[0]]:[t]}function Mi(r,e,t,n){let o=n&&e.mode==="side",i=o?Se(r,e).slice(1):Ne(r);if(!i.length)return e.flip;let s=o?er(r,e)[1]??-1:e.flip;return i[(Math.max(0,i.indexOf(s))+t+i.length)%i.length]}var Qt=(r,e)=>r[Math.min(e,r.length-1)]??null;function ke(r){let e=r.filter(t=>t.kind==="image");return e.find(t=>t.role==="reference")??e[0]??null}function Ti(r,e,{kind:t,signed:n}){return t==="absolute"&&!n&&r.find(i=>i.role==="error"&&i.method===e.label)||null}function Ei(r,e,t){let n=ke(r);return e.flatMap((o,i)=>!n||o.kind!=="image"||o.id===n.id?[]:[{layer:Ti(r,o,t)??sn(n,o,t),above:i}])}function Ml(r,e,t,n){let o=ke(r),i=Math.max(e.depth??8,t.depth??8)>8,s=e.id===o?.id?t:t.id===o?.id?e:null;return(i&&s?Ti(r,s,n):null)??sn(e,t,n)}function Ai(r,e,t,n){let{layers:o}=r,i={kind:e.error,signed:e.signed};if(e.mode==="side"){let d=(t?er(r,e):Se(r,e)).flatMap(u=>Qt(o,u)??[]),p=e.errors?Ei(o,d,i):[];return[...d.map(u=>({layer:u})),...p]}let s=Qt(o,e.flip);if(e.mode==="flip")return s?[{layer:s}]:[];let[a,l]=[Qt(o,e.first),Qt(o,e.second)];return!a||!l?[]:e.mode==="slider"?[{layer:a,over:l,split:e.split}]:e.mode==="overlay"?[{layer:a,over:l,opacity:e.opacity}]:e.mode==="blink"?[{layer:n?l:a}]:[{layer:a},{layer:Ml(o,a,l,i)},{layer:l}]}function tr({layers:r},e){let t=ke(r),n=e.flatMap(o=>r.find(i=>i.role==="method"&&i.label===o)??[]);return[...t?[t]:[],...n,...Ei(r,n,{kind:"absolute",signed:!1}).map(({layer:o})=>o)]}var Tl=150,rr=class{constructor(e){this.host=e;this.box=null;this.scores=new Map;this.message="";this.key="";this.timer=0;this.scorer=new Zt;this.onView=()=>this.soon();this.onLibrary=()=>this.message===Ri&&this.soon(0);e.addController(this)}hostUpdated(){this.host.entry?.name!==this.known&&(this.known=this.host.entry?.name,this.host.viewport.addEventListener("view",this.onView),this.host.library.addEventListener("change",this.onLibrary),this.soon(0))}hostDisconnected(){clearTimeout(this.timer),this.scorer.stop(),this.host.viewport.removeEventListener("view",this.onView),this.host.library.removeEventListener("change",this.onLibrary),this.known=void 0}soon(e=Tl){clearTimeout(this.timer),this.timer=window.setTimeout(()=>{this.measure()},e)}tell(e,t){this.scores=new Map,this.box=t,this.message=e,this.host.requestUpdate()}async measure(){let{entry:e,viewport:t,library:n}=this.host,o=(e?.layers??[]).filter(({kind:v})=>v==="image"),i=ke(o),s=hi(o),{width:a,height:l}=t.pane,c=i&&pt(t.at(0,0),t.at(a,l),s),d=El(e,o,c);if(!c||d)return this.tell(d,c);let p=e.measure,u=ui(c,p.crop_border,s);if(!u)return this.tell("The protocol leaves out the border that is visible.",c);let f=JSON.stringify([o.map(({id:v})=>v),u]);if(f===this.key&&this.message==="")return;let h=o.map(v=>n.picture(v)),g=h.find(v=>v.error||v.stored.error);if(g)return this.tell(`${g.layer.label} has no values: ${g.error||g.stored.error}.`,c);if(!h.map(v=>gi(v,u)).every(Boolean))return this.tell(Ri,c);this.key=f,this.scorer.cancel(),this.tell("Measuring \u2026",c);let y=v=>{let x=bi(n.picture(v),u);return x&&yi(x,v,p)},w=y(i);for(let v of o){let x=v===i?null:y(v);if(!x||!w)continue;let S=await this.scorer.score({reference:w,candidate:x,width:u.width,height:u.height,measure:p,ssim:!0});if(f!==this.key||!S)return;this.scores.set(v.id,S),this.host.requestUpdate()}this.message="",this.host.requestUpdate()}},Ri="Loading the values \u2026";function El(r,e,t){if(e.length<2)return"There is no second image to measure.";if(!r?.measure)return"This document does not say how its images are measured.";if(r.measure.unsupported)return`Parts are not scored here: ${r.measure.unsupported}.`;let n=e.filter(ae);return n.length?`This page has 8-bit copies only of ${n.map(({label:o})=>o).join(", ")}; difference-finder view scores stored values.`:t?mi(t):"No pixel is visible."}var Ci=[{key:"psnr",name:"PSNR (dB)",higher:!0,decimals:3},{key:"ssim",name:"SSIM",higher:!0,decimals:5},{key:"mae",name:"Mean error",higher:!1}];function Pi(r,e,{box:t,scores:n,message:o}){let i=e.layers.filter(({kind:p})=>p==="image"),s=ke(i),a=i.filter(p=>p!==s).map(p=>({layer:p,scores:n.get(p.id)})),{measure:l}=e,c=t?`${t.width}\xD7${t.height} at (${t.x}, ${t.y})`:"",d=l&&!l.unsupported;return m`<p class="note">${c}${s&&d?`, against ${s.label}`:""}</p>
 ${n.size?m`<table><thead><tr><th scope="col">Image</th>${Ci.map(({name:p})=>m`<th scope="col">${p}</th>`)}</tr></thead>
 <tbody>${a.map(p=>m`<tr data-layer=${p.layer.id}><th scope="row">${p.layer.label}${p.layer.label===r.ours&&r.ours!=="ours"?m` <small>ours</small>`:b}</th>${Ci.map(u=>Al(u,p,a))}</tr>`)}</tbody></table>`:b}
 <p class="note" role="status">${o||Rl(a,c)}</p>
 ${d?m`<p class="note">Stored values, protocol ${l.protocol}${l.data_range===null?", data range unknown":`, data range ${l.data_range}`}${l.crop_border?`, without the border of ${l.crop_border} pixels`:""}${l.ssim_missing?`; SSIM: ${l.ssim_missing}`:""}.</p>`:b}`}function Al({key:r,higher:e,decimals:t},{scores:n},o){let i=n?.[r]??NaN,s=o.map(l=>l.scores?.[r]??NaN).filter(l=>!Number.isNaN(l)),a=s.length>1&&i===(e?Math.max:Math.min)(...s);return m`<td class=${a?"best":""} data-value=${i}>${C(i,t??j(s))}</td>`}function Rl(r,e){let t=r.flatMap(({layer:n,scores:o})=>o&&o.psnr!==null?[`${n.label} ${C(o.psnr,2)} dB`]:[]);return t.length?`${e}: ${t.join(", ")}.`:""}function an({black:r,white:e},{low:t,high:n}){return[t+r*(n-t),t+e*(n-t)]}var Cl=["Red","Green","Blue"];function Pl(r){return Array.from({length:r},(e,t)=>r===3?Cl[t]:`Channel ${t+1}`)}function nr(r,e,t,{least:n,most:o,step:i,text:s},a){return m`<label class="slider"><span>${e}</span>
 <input type="range" data-control=${r} min=${n} max=${o} step=${i} .value=${String(t)} aria-valuetext=${s} @input=${l=>a(Number(O(l)))} />
 <output aria-hidden="true">${s}</output></label>`}function Oi(r,e){let{state:t,change:n}=e,[o,i]=an(t,r),s=Math.min(0,t.black),a=Math.max(1,t.white),l=d=>({least:s,most:a,step:.002,text:$(d)}),c=Math.log2(Dt[1]);return m`
 ${nr("exposure","Exposure",t.exposure,{least:-ie/2,most:ie/2,step:.05,text:`${$(t.exposure,3)} stops`},d=>n({exposure:d}))}
 ${nr("gamma","Gamma",Math.log2(t.gamma),{least:-c,most:c,step:.02,text:$(t.gamma,3)},d=>n({gamma:2**d}))}
 ${nr("black","Black",t.black,l(o),d=>n({black:d,white:Math.max(t.white,d+zt)}))}
 ${nr("white","White",t.white,l(i),d=>n({white:d,black:Math.min(t.black,d-zt)}))}
 ${Ol(r,t,n)}
 <span class="group">${dt("reset",e)}</span>
 ${ae(r)?m`<p class="note">This page has an 8-bit copy only of ${r.label}.</p>`:b}
 ${r.light?m`<p class="note">Values are linear, and shown with the curve of sRGB.</p>`:b}`}function Ol({channels:r,stored:e},t,n){let o=e?.channels??r??3,i=o<3||t.channel>=0;return m`<span class="group">
 ${o>1?m`<label>Channel <select data-control="channel" @change=${s=>n({channel:Number(O(s))})}>
 <option value="-1" ?selected=${t.channel<0}>${o<3?"First":o===3?"All":"First three"}</option>
 ${Pl(o).map((s,a)=>m`<option value=${a} ?selected=${a===t.channel}>${s}</option>`)}
 </select></label>`:b}
 ${i?m`<label>Colours <select data-control="tint" @change=${s=>n({tint:O(s)})}>
 ${te.map(s=>m`<option ?selected=${s===t.tint}>${s}</option>`)}
 </select></label>`:b}
 </span>`}var Ll=100,ln=class extends R{constructor(){super();this.measuring=new rr(this);this.timer=0;this.watched=null;this.onView=()=>{clearTimeout(this.timer),this.timer=window.setTimeout(()=>this.drawHistogram(),Ll)};this.copied=""}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},controls:{attribute:!1},copied:{state:!0}}}static{this.styles=[H,di]}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.watched?.removeEventListener("view",this.onView),this.library?.removeEventListener("change",this.onView),this.watched=null}get image(){let t=this.entry?.layers??[],{state:n}=this,i=(n.mode==="side"?Se(this.entry,n):n.mode==="flip"?[n.flip]:[n.first,n.second]).flatMap(s=>t[s]?.kind==="image"?[t[s]]:[]);return i[1]??i[0]??t.find(({kind:s})=>s==="image")??null}render(){let{entry:t,document_:n,image:o}=this;if(!t)return b;let i=s=>this.controls.change(s);return m`<aside aria-label="Inspector" tabindex="0">
 ${o?m`<section aria-label="Tones"><h3>Tones</h3>${Oi(o,this.controls)}</section>
 <section aria-label="Histogram"><h3>Histogram <small>${o.label}</small></h3>
 <canvas class="histogram" width="512" height="120" role="img"></canvas><p class="note facts"></p></section>`:b}
 <section aria-label="Visible part"><h3>Visible part</h3>${Pi(n,t,this.measuring)}</section>
 <section aria-label="Error maps"><h3>Error maps</h3>${this.errors(i)}</section>
 <section aria-label="Copy and save"><h3>Copy and save</h3>${ai(n,t,this.measuring.box,this.controls,s=>this.copied=s)}
 <p class="note" role="status">${this.copied}</p></section>
 </aside>`}errors(t){let{state:n}=this,o={absolute:"Absolute",squared:"Squared",relative:"Relative to the reference"},i={recorded:"As recorded, or a round value",percentile:"99.5th percentile",greatest:"Greatest value"};return m`
 <label>Errors <select data-control="error" @change=${s=>t({error:O(s),errors:!0})}>
 ${Pe.map(s=>m`<option value=${s} ?selected=${s===n.error}>${o[s]}</option>`)}
 </select></label>
 <label><input type="checkbox" data-control="signed" .checked=${n.signed} ?disabled=${n.error==="squared"} @change=${s=>t({signed:re(s)})} /> Signed</label>
 <label>Last colour <select data-control="extent" @change=${s=>t({extent:O(s)})}>
 ${Ct.map(s=>m`<option value=${s} ?selected=${s===n.extent}>${i[s]}</option>`)}
 </select></label>
 <p class="note">One scale for all maps of a kind, unless the legend says otherwise.</p>`}updated(t){this.watched!==this.viewport&&(this.watched?.removeEventListener("view",this.onView),this.viewport.addEventListener("view",this.onView),this.library.addEventListener("change",this.onView),this.watched=this.viewport),this.onView()}drawHistogram(){let t=this.renderRoot.querySelector(".histogram"),n=this.renderRoot.querySelector(".facts"),o=t&&this.counted();if(!t||!n||!o)return;let[i,s]=an(this.state,this.image);ci(t,o,[i,s],getComputedStyle(this).color);let a=`${$(o.least)} to ${$(o.greatest)}, mean ${$(o.mean)}`;t.setAttribute("aria-label",`Histogram of ${this.image.label}: ${a}; window ${$(i)} to ${$(s)}`),n.textContent=`${a}${o.step>1?`; one of ${o.step} rows and columns`:""}`}counted(){let{image:t,viewport:n,library:o,state:i}=this;if(!t)return null;let s=o.picture(t),a=Math.max(0,Math.min(s.levels-1,Math.floor(Math.log2(1/n.scale)+1e-9))),l=pt(n.at(0,0),n.at(n.pane.width,n.pane.height),t);if(!l)return null;let c=2**a,d=[l.x+l.width/2,l.y+l.height/2].map(h=>Math.floor(h/c/s.size)),p=s.numbers(a,...d),u=d.map(h=>h*s.size),f={x:Math.max(0,Math.floor(l.x/c)-u[0]),y:Math.max(0,Math.floor(l.y/c)-u[1]),width:Math.ceil(l.width/c),height:Math.ceil(l.height/c)};return p&&li(p,f,[t.low,t.high],i)}};customElements.define("difference-inspector",ln);function _l(r,e){return Kt.find(t=>t.keys.includes(r)&&en(t,{isRun:e,writable:e}))}function Li(r,e){if(r.ctrlKey||r.metaKey||r.altKey)return;let t=r.composedPath()[0];if(t.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")){r.key==="Escape"&&t.blur();return}let n=t.matches?.("input[type=range]")&&r.key.startsWith("Arrow"),o=/^Arrow(Left|Right)$/.test(r.key)&&t.matches?.(".wide")&&t.scrollWidth>t.clientWidth,i=r.key===" "&&t.matches?.("button, input, a, summary"),s=_l(r.key,e.isRun);!s||n||o||i||(r.preventDefault(),s.run(e,r.key))}var _i=2,Nl=6,De=700;async function Ni(r,e){let t=await fetch(r,{headers:e});if(!t.ok)throw new Error(`the server answered ${t.status}`);return t.json()}function Di({schema:r}){return r===_i?"":`This page reads documents of schema ${_i}; this document has schema ${String(r)}.`}async function zi(r,e){if(r)return await Ni(r,e);let t=document.getElementById("difference-document")?.textContent;return t?JSON.parse(t):null}async function ji(r,e,t){let{entries:n}=r,o=n[e];if(!o?.load)return!1;let{load:i,...s}=o;n[e]={...s,opening:!0};try{let{record:a,...l}=await Ni(i,t),{decision:c,accept:d}=n[e];n[e]={...s,...l,...c===s.decision?{}:{decision:c,accept:d}},a&&n.length===1&&(r.record=a)}catch(a){n[e]={...s,errors:[a instanceof Error?a.message:"the entry cannot be opened"]}}return!0}var Dl=1150;function Ii(r,e){let{entries:t,crops:n,run:o}=r,i=r.kind==="study"&&r.methods.length<Nl,s=n?.best[0]??n?.rival_best[0],a=s?t.findIndex(({name:u})=>u===s.image):-1,l=Math.max(0,a),[c]=s&&a>=0?ve(s,new Map([[s.image,a]])):[],d=t[l]?.layers.findIndex(({label:u})=>u===r.ours)??-1;return{state:{...ot,errors:i&&e>De,entry:l,flip:d>=0?d:1,tab:t.length>1||o?"images":jl(r),lists:e<=De||zl(r,l,e,c!==void 0)},place:c?xe(c.box):W}}function zl({entries:r,run:e},t,n,o){if(n<Dl)return!1;let i=r.length>1&&!r[t]?.layers.length&&!r[t]?.load;return e!==void 0||o||i}function jl(r){let[e]=r.entries;return r.crops??e?.regions??(r.kind==="comparison"&&e?.load)?"places":r.kind==="study"?"methods":"about"}function Ui(r,e){let t=new Map((e?.entries??[]).flatMap(i=>i.id?[[i.id,i]]:[])),n=r.entries.map(i=>i.id&&t.get(i.id)||i),o=new Set(e?.entries.map(({name:i})=>i));return[{...r,entries:n},n.filter(({name:i})=>!o.has(i)).length]}var or=class{constructor(e,t,n){this.host=e;this.key=t;this.view=n;this.wheel=e=>{!e.ctrlKey&&!this.host.matches(":focus-within")&&e.stopPropagation()};this.watcher=new ResizeObserver(()=>this.host.narrow=this.host.clientWidth<=De);this.paper=matchMedia("print");this.printing=e=>this.host.printing=e.matches;this.before=()=>this.host.printing=!0;this.after=()=>this.host.printing=!1;e.addController(this)}hostConnected(){let{host:e}=this;(e.embedded?e:window).addEventListener("keydown",this.key),e.embedded&&e.addEventListener("wheel",this.wheel,{capture:!0,passive:!0}),e.viewport.addEventListener("view",this.view),this.watcher.observe(e),this.paper.addEventListener("change",this.printing),addEventListener("beforeprint",this.before),addEventListener("afterprint",this.after)}hostDisconnected(){removeEventListener("keydown",this.key),this.host.removeEventListener("keydown",this.key),this.host.removeEventListener("wheel",this.wheel,{capture:!0}),this.host.viewport.removeEventListener("view",this.view),this.watcher.disconnect(),this.paper.removeEventListener("change",this.printing),removeEventListener("beforeprint",this.before),removeEventListener("afterprint",this.after)}};function ne(r,e,t=!1){let n=document.createElement("canvas");n.width=r,n.height=e;let o=n.getContext("2d",{willReadFrequently:t});if(!o)throw new Error("the browser has no memory for the image");return[n,o]}function mt(r){if(!r.pixels&&r.bitmap){let[,e]=ne(r.columns,r.rows,!0);e.drawImage(r.bitmap,0,0),r.pixels=e.getImageData(0,0,r.columns,r.rows).data}return r.pixels??new Uint8ClampedArray(4*r.columns*r.rows)}function Il(r,e){let t=r.length/4,n=new Uint16Array(t),o=new Uint8Array(t),i=F;for(let s=0,a=0;s<t;s++,a+=4){n[s]=e===16?r[a]<<8|r[a+1]:r[a]*257;let l=e===16?r[a+2]:F;o[s]=l,l<i&&(i=l)}return{codes:n,flags:o,whole:i===F}}function Hi(r,e){Object.assign(r,Il(mt(r),e)),delete r.pixels,r.bitmap=null}var ze=r=>Math.ceil(r/2);function Bi(r,{low:e,high:t}){let n=-e/(t-e)*65535,[o,i]=[ze(r.columns),ze(r.rows)],s=new Uint16Array(o*i),a=new Uint8Array(o*i);for(let l=0;l<i;l++)for(let c=0;c<o;c++){let d=-1;for(let p=0;p<2&&2*l+p<r.rows;p++)for(let u=0;u<2&&2*c+u<r.columns;u++){let f=(2*l+p)*r.columns+2*c+u,h=r.flags[f],g=h===F?Math.abs(r.codes[f]-n)+1:0;g<=d||(d=g,s[l*o+c]=r.codes[f],a[l*o+c]=h)}}return{...r,columns:o,rows:i,codes:s,flags:a,bitmap:null,painted:void 0}}function Fi(r){let[e,t]=[ze(r.columns),ze(r.rows)],[n,o]=ne(e,t);return o.imageSmoothingQuality="high",o.drawImage(r.bitmap,0,0,e,t),{...r,columns:e,rows:t,bitmap:n,pixels:void 0,painted:void 0}}function Vi(r){let[e,t]=[ze(r.columns),ze(r.rows)],n=new Float32Array(e*t).fill(NaN);for(let o=0;o<r.rows;o++)for(let i=0;i<r.columns;i++){let s=r.errors[o*r.columns+i],a=(o>>1)*e+(i>>1);Math.abs(s)<=Math.abs(n[a])||(n[a]=Number.isNaN(s)?n[a]:s)}return{...r,columns:e,rows:t,errors:n,painted:void 0}}var I=256,Ul=[4288059030,4289769648],Hl=4286611584,qi=(r,e)=>Ul[r+e>>2&1],ir=({colourmap:r,vmin:e,vmax:t,threshold:n})=>`${r} ${e} ${t} ${n}`;function Wi({codes:r,flags:e,whole:t,columns:n},o,i){return{key:i,paint:(s,a,l,c)=>{let d=new Uint32Array(l*c);for(let p=0,u=0;p<c;p++){let f=(a+p)*n+s;if(t){for(let h=u+l;u<h;f++,u++)d[u]=o[r[f]];continue}for(let h=0;h<l;h++,f++,u++){let g=e[f];d[u]=g===F?o[r[f]]:g===Yn?qi(s+h,a+p):Hl}}return d}}}function Ki({errors:r,columns:e},t){let n=be(t.colourmap),o=n.length/3-1,i=Uint32Array.from({length:o+1},(a,l)=>(4278190080|n[3*l+2]<<16|n[3*l+1]<<8|n[3*l])>>>0),s=o/(t.vmax-t.vmin);return{key:ir(t),paint:(a,l,c,d)=>{let p=new Uint32Array(c*d);for(let u=0,f=0;u<d;u++)for(let h=0,g=(l+u)*e+a;h<c;h++,g++,f++){let y=r[g];Math.abs(y)<t.threshold&&(y=0);let w=(y-t.vmin)*s+.5;p[f]=y===y?i[w>0?Math.min(o,w|0):0]:qi(a+h,l+u)}return p}}}function Gi(r,e,t){return{key:t,paint:(n,o,i,s)=>go(r,e,n,o,i,s)}}var je=new Map,Bl=8;function Ji(r,e){let t=`${ir(e)} ${r.low} ${r.high}`,n=je.get(t)??Xn(r,e);return je.delete(t),je.set(t,n),je.size>Bl&&je.delete(je.keys().next().value),n}function Yi(r,e,t,n){let o=r.painted??=new Map,i=n*65536+t,s=o.get(i);if(s?.key===e.key)return s.canvas;let[a,l]=[t*I,n*I],[c,d]=[Math.min(I,r.columns-a),Math.min(I,r.rows-l)],p=s?.canvas??ne(c,d)[0],u=e.paint(a,l,c,d);return p.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(u.buffer),c,d),0,0),o.set(i,{key:e.key,canvas:p}),p}function Ie(r,e,t,[n,o],i){let{layer:s}=e,a=Math.max(0,Math.min(e.levels-1,Math.floor(Math.log2(1/t.scale)+1e-9)));r.imageSmoothingEnabled=t.scale*2**a<.999,r.imageSmoothingQuality=i.moving?"low":"high";let l=e.size*2**a,c={x:(n-t.x)/t.scale/l,y:-t.y/t.scaleY/l},d={x:(o-t.x)/t.scale/l,y:(r.canvas.height-t.y)/t.scaleY/l},p=Math.ceil(s.width/l),u=Math.ceil(s.height/l),f=!0;for(let h=Math.max(0,Math.floor(c.y));h<Math.min(u,d.y);h++)for(let g=Math.max(0,Math.floor(c.x));g<Math.min(p,d.x);g++)Fl(r,e,a,g,h,t,i)||(f=!1);return f}function Fl(r,e,t,n,o,i,s){let a=e.tile(t,n,o),l=e.levels-1,c=a??(t<l&&e.tile(l,0,0));if(!c)return!1;let d=e.brush(c,s);if(!d)return!1;let p=e.size*2**t,u=a?c:{x:n*p,y:o*p,width:p,height:p},f=c.width/c.columns,h=c.height/c.rows,g=(D,A,L,U,Z)=>[Math.max(D,Math.floor(-L/U)-1),Math.min(D+A,Math.ceil((Z-L)/U)+1)],{canvas:y}=r,[w,v]=g(u.x,u.width,i.x,i.scale,y.width),[x,S]=g(u.y,u.height,i.y,i.scaleY,y.height),k=(D,A,L,U)=>Math.max(0,Math.min(L,(U?Math.ceil:Math.floor)(D/A))),E=k(w-c.x,f,c.columns,!1),M=k(x-c.y,h,c.rows,!1),P=k(v-c.x,f,c.columns,!0),N=k(S-c.y,h,c.rows,!0);return P<=E||N<=M||Vl(r,c,d,{sx:E,sy:M,ex:P,ey:N},i),a!==null}function Vl(r,e,t,n,o){let i=e.width/e.columns,s=e.height/e.rows,{sx:a,sy:l,ex:c,ey:d}=n,p=h=>o.x+(e.x+h*i)*o.scale,u=h=>o.y+(e.y+h*s)*o.scaleY;if(!("paint"in t)){r.drawImage(t,a,l,c-a,d-l,p(a),u(l),(c-a)*i*o.scale,(d-l)*s*o.scaleY);return}let f=(h,g,y)=>h===g?y:Math.round(y);for(let h=Math.floor(l/I);h*I<d;h++)for(let g=Math.floor(a/I);g*I<c;g++){let[y,w]=[Math.max(a,g*I),Math.min(c,(g+1)*I)],[v,x]=[Math.max(l,h*I),Math.min(d,(h+1)*I)],[S,k]=[f(y,a,p(y)),f(w,c,p(w))],[E,M]=[f(v,l,u(v)),f(x,d,u(x))];r.drawImage(Yi(e,t,g,h),y-g*I,v-h*I,w-y,x-v,S,E,k-S,M-E)}}var Xi=64,cn=class extends R{constructor(){super(...arguments);this.visible=!1;this.drawn="";this.watcher=null;this.onLibrary=()=>this.draw()}static{this.properties={library:{attribute:!1},layers:{attribute:!1},box:{attribute:!1},colourmap:{attribute:!1}}}static{this.styles=T`
 :host {
 display: grid;
 grid-auto-flow: column;
 grid-auto-columns: minmax(0, ${Xi}px);
 gap: 2px;
 min-height: 24px;
 }
 canvas {
 width: 100%;
 aspect-ratio: 1;
 background: var(--stage);
 image-rendering: pixelated;
 }
 `}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.watcher=new IntersectionObserver(([t])=>{this.visible=t?.isIntersecting??!1,this.draw()}),this.watcher.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.watcher?.disconnect()}render(){return this.layers.map(({label:t})=>m`<canvas aria-hidden="true" title=${t}></canvas>`)}updated(){this.draw()}draw(){let{box:t,layers:n,colourmap:o}=this,i=JSON.stringify([n.map(({id:l})=>l),t.x,t.y,t.width,t.height,o,devicePixelRatio]);if(!this.visible||!this.hasUpdated||i===this.drawn)return;let s=this.scale();n.map((l,c)=>this.thumbnail(l,c,s)).every(Boolean)&&(this.drawn=i)}scale(){let t=this.layers.filter(({kind:i})=>i==="map"),o=t.map(i=>this.library.picture(i).sizes()).filter(i=>i!==null);return o.length<t.length?null:Re(t,o,{colourmap:this.colourmap,gain:1,threshold:0})}thumbnail(t,n,o){let i=this.renderRoot.querySelectorAll("canvas")[n],s=i?.getContext("2d");if(!i||!s)return!1;let a=this.library.picture(t);if(a.error)return!0;let l=Math.round(Xi*devicePixelRatio);i.width!==l&&(i.width=i.height=l);let c=this.layers[0],{x:d,y:p,width:u,height:f}=this.box,h=Math.min(l/u,l/f),g=Math.round(l/2-(d+u/2)*h),y=Math.round(l/2-(p+f/2)*h),[w,v]=[h*c.width/t.width,h*c.height/t.height];a.awaited=!0;let x=Ie(s,a,{x:g,y,scale:w,scaleY:v},[0,l],{scale:o,tone:null});return a.awaited=!x,x}};customElements.define("difference-strip",cn);var ql=r=>({best:`Where ${r} does best`,rival_best:"Where a rival does best",median:"Typical places",random:"Drawn at random"});function Zi(r){let e=r.source.crops,t=j(ye.flatMap(o=>e[o].map(({gaps:i})=>i.crop))),n=ql(r.source.ours??"ours");return m`<details class="note"><summary>How the crops were chosen</summary>${e.disclosure??""}</details>
 <p class="note">Each strip: reference, ${r.source.ours??"ours"}, the rival, and their error maps.</p>
 ${ye.map(o=>e[o].length?m`<h3>${n[o]}</h3><ol class="strips">${e[o].map(i=>Wl(i,t,r))}</ol>`:b)}`}function Wl(r,e,{source:t,state:n,library:o,byName:i,marked:s,show:a}){let[l]=ve(r,i),c=l?t.entries[l.entry]??null:null,d=c?tr(c,[t.ours??"",r.rival]):[],p=K(t,t.crops?.settings.metric??""),u=le(r.gaps.crop,e,p),f=l!==void 0&&l.entry===n.entry&&s?.x===r.x&&s.y===r.y&&s.width===r.size;return m`<li>
 <button class="item" aria-current=${f?"true":b} ?disabled=${!l} @click=${()=>l&&a(l.entry,l.box)}>
 ${d.length&&l?m`<difference-strip .library=${o} .layers=${d} .box=${l.box} .colourmap=${n.colourmap}></difference-strip>`:b}
 <span class="line"><b>${r.image}</b> ${r.size}\u00d7${r.size} at (${r.x}, ${r.y}), ${u} vs ${r.rival}</span>
 </button>
 ${r.disclosure?m`<details><summary>Disclosure</summary>${r.disclosure}</details>`:b}
 </li>`}var Qi={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},sr=r=>(...e)=>({_$litDirective$:r,values:e}),Ue=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var Kl={},es=sr(class extends Ue{constructor(){super(...arguments),this.ot=Kl}render(r,e){return e()}update(r,[e,t]){if(Array.isArray(e)){if(Array.isArray(this.ot)&&this.ot.length===e.length&&e.every((n,o)=>n===this.ot[o]))return B}else if(this.ot===e)return B;return this.ot=Array.isArray(e)?Array.from(e):e,this.render(e,t)}});var{I:Gl}=Vn,ts=r=>r;var rs=()=>document.createComment(""),He=(r,e,t)=>{let n=r._$AA.parentNode,o=e===void 0?r._$AB:e._$AA;if(t===void 0){let i=n.insertBefore(rs(),o),s=n.insertBefore(rs(),o);t=new Gl(i,s,r,r.options)}else{let i=t._$AB.nextSibling,s=t._$AM,a=s!==r;if(a){let l;t._$AQ?.(r),t._$AM=r,t._$AP!==void 0&&(l=r._$AU)!==s._$AU&&t._$AP(l)}if(i!==o||a){let l=t._$AA;for(;l!==i;){let c=ts(l).nextSibling;ts(n).insertBefore(l,o),l=c}}}return t},ce=(r,e,t=r)=>(r._$AI(e,t),r),Jl={},ns=(r,e=Jl)=>r._$AH=e,os=r=>r._$AH,ar=r=>{r._$AR(),r._$AA.remove()};var is=(r,e,t)=>{let n=new Map;for(let o=e;o<=t;o++)n.set(r[o],o);return n},Me=sr(class extends Ue{constructor(r){if(super(r),r.type!==Qi.CHILD)throw Error("repeat() can only be used in text expressions")}dt(r,e,t){let n;t===void 0?t=e:e!==void 0&&(n=e);let o=[],i=[],s=0;for(let a of r)o[s]=n?n(a,s):s,i[s]=t(a,s),s++;return{values:i,keys:o}}render(r,e,t){return this.dt(r,e,t).values}update(r,[e,t,n]){let o=os(r),{values:i,keys:s}=this.dt(e,t,n);if(!Array.isArray(o))return this.ut=s,i;let a=this.ut??=[],l=[],c,d,p=0,u=o.length-1,f=0,h=i.length-1;for(;p<=u&&f<=h;)if(o[p]===null)p++;else if(o[u]===null)u--;else if(a[p]===s[f])l[f]=ce(o[p],i[f]),p++,f++;else if(a[u]===s[h])l[h]=ce(o[u],i[h]),u--,h--;else if(a[p]===s[h])l[h]=ce(o[p],i[h]),He(r,l[h+1],o[p]),p++,h--;else if(a[u]===s[f])l[f]=ce(o[u],i[f]),He(r,o[p],o[u]),u--,f++;else if(c===void 0&&(c=is(s,f,h),d=is(a,p,u)),c.has(a[p]))if(c.has(a[u])){let g=d.get(s[f]),y=g!==void 0?o[g]:null;if(y===null){let w=He(r,o[p]);ce(w,i[f]),l[f]=w}else l[f]=ce(y,i[f]),He(r,o[p],y),o[g]=null;f++}else ar(o[u]),u--;else ar(o[p]),p++;for(;f<=h;){let g=He(r,l[h+1]);ce(g,i[f]),l[f++]=g}for(;p<=u;){let g=o[p++];g!==null&&ar(g)}return this.ut=s,ns(r,l),B}});var ss=T`
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
 grid-template-columns: var(--columns);
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
 .row:not(.tiles) {
 background: var(--panel);
 }
 .row:not(.tiles):hover {
 background: var(--soft);
 }
 /* The name stays in view while the columns of the methods scroll under it. */
 .moved .name {
 position: sticky;
 left: 0;
 z-index: 1;
 background: inherit;
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .moved .row[aria-selected="true"] > .name {
 box-shadow: inset 3px 0 var(--accent);
 }
 .head {
 position: sticky;
 top: 0;
 left: auto;
 z-index: 2;
 width: min-content;
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
 .head .name button {
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
 .row > .name {
 text-align: left;
 display: flex;
 gap: 8px;
 align-items: center;
 }
 .row span {
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head small {
 display: block;
 font-weight: 400;
 line-height: 11px;
 font-size: 10.5px;
 color: var(--dim);
 }
 .head button {
 line-height: 13px;
 }
 .tiles {
 height: 140px;
 border: 0;
 padding: 3px 4px;
 cursor: default;
 gap: 4px;
 right: 0;
 min-width: 0;
 }
 .tiles:hover {
 background: none;
 }
 .row > .tile {
 display: flex;
 flex-direction: column;
 align-items: stretch;
 gap: 0;
 padding: 3px;
 height: 100%;
 box-sizing: border-box;
 text-align: left;
 border-radius: 5px;
 cursor: pointer;
 }
 .tile:hover,
 .tile[aria-selected="true"] {
 background: var(--soft);
 }
 .tile[aria-selected="true"] {
 box-shadow: inset 0 0 0 2px var(--accent);
 }
 .tile img,
 .blank {
 width: 100%;
 height: 92px;
 object-fit: contain;
 background: var(--stage);
 border-radius: 3px;
 }
 .tile span,
 .tile small {
 line-height: 17px;
 flex: none;
 }
 .tile small {
 color: var(--dim);
 }
 .row > div:not(.tile) img {
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
`;var lr=new Map,ut=new Map;window.differencePictures=r=>{for(let[e,t]of Object.entries(r))lr.set(e,t)};function Yl(r){if(!/^(index-)?data\/[\w-]+\.js$/.test(r))return Promise.reject(new Error("not a file of this report"));let e=ut.get(r);return e||(e=new Promise((t,n)=>{let o=document.createElement("script");o.src=r,o.onload=()=>{o.remove(),t()},o.onerror=()=>{ut.delete(r),n(new Error(`${r} is missing; keep the folder beside the page`))},document.head.append(o)}),ut.set(r,e)),e}async function Xl(r){let e=()=>document.readyState!=="loading"||!!document.getElementById(r)?.nextSibling;for(;!e();)await new Promise(n=>setTimeout(n,30));let t=document.getElementById(r);if(!t)throw new Error("the file of this page is incomplete");return t}var Zl=/^\.\/thumbnail\/[\w-]+\.jpg$/;async function cs(r,e){if(e.type==="inline")return e.url;if(e.type==="element")return(await Xl(e.id)).textContent??"";if(e.type==="shard")return lr.has(r)||await Yl(e.script),lr.get(r)}var as="data:application/octet-stream;base64,",ls=1<<18;function Ql(r){let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<t.length;n++)t[n]=e.charCodeAt(n);return t}async function ds(r,e){let t=await cs(r,e);if(!t?.startsWith(as))throw new Error("the stored values are missing");let n=[];for(let i=as.length;i<t.length;i+=ls)n.push(Ql(t.slice(i,i+ls))),await new Promise(s=>setTimeout(s));let o=new Blob(n).stream().pipeThrough(new DecompressionStream("deflate"));return new Uint8Array(await new Response(o).arrayBuffer())}async function ht(r,e){if(e.type==="address"&&Zl.test(e.url))return e.url;let t=await cs(r,e);if(!t?.startsWith("data:image/png;base64,")&&!t?.startsWith("data:image/jpeg;base64,"))throw new Error("the image is missing");return t}function ps(r){lr.delete(r)}function ms(){for(let r of ut.keys())r.includes("thumb")||ut.delete(r)}function us({style:r},e){let t=`${e}px`;r.top!==t&&(r.top=t)}var de=class extends R{constructor(){super();this.watcher=null;this.watched=null;this.top=0,this.visibleHeight=600,this.visibleWidth=300}static{this.properties={state:{attribute:!1,hasChanged:Eo},top:{state:!0},visibleHeight:{state:!0},visibleWidth:{state:!0}}}get perRow(){return 1}get rowCount(){return Math.ceil(this.order.length/this.perRow)}drawn(){let{row:t,spare:n}=this.layout,o=Math.ceil((this.top+this.visibleHeight)/t)+n;return[Math.max(0,Math.floor(this.top/t)-n),Math.min(this.rowCount,o)]}watch(){let{scroller:t}=this;t!==this.watched&&(this.watcher?.disconnect(),this.watcher=new ResizeObserver(()=>{this.visibleHeight=t.clientHeight,this.visibleWidth=t.clientWidth}),this.watcher.observe(t),this.watched=t,this.top=t.scrollTop)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.watched=null}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(t){this.watch();let{row:n,head:o}=this.layout;for(let s of this.renderRoot.querySelectorAll(".row[data-at]"))us(s,(Number(s.dataset.at)+o)*n);us(this.renderRoot.querySelector(".end"),(this.rowCount+o)*n-1);let i=t.get("state");t.has("state")&&i&&this.follow(i),t.has("state")&&i?.entry!==this.state.entry&&this.reveal();for(let s of this.renderRoot.querySelectorAll("img"))s.dataset.shown!==s.dataset.thumb&&this.thumbnail(s)}follow(t){let n=s=>s.some(a=>t[a]!==this.state[a]),o=n(["search","filter","only","kind"]);(o||n(["sort","down"]))&&(this.scroller.scrollTop=0);let{order:i}=this;o&&i.length&&!i.includes(this.state.entry)&&this.change({entry:i[0]})}async thumbnail(t){let n=t.dataset.thumb??"";t.dataset.shown=n,t.removeAttribute("src");let o=this.entries[Number(n)]?.thumbnail,i=o?await ht(o.id,o.source).catch(()=>""):"";t.dataset.thumb===n&&i&&(t.src=i)}scrolled(){let{scrollTop:t}=this.scroller;Math.abs(t-this.top)>this.layout.row/2&&(this.top=t)}reveal(){let{row:t,head:n}=this.layout,o=this.order.indexOf(this.state.entry),i=this.scroller;if(o<0)return;let s=Math.floor(o/this.perRow);s*t<i.scrollTop&&(i.scrollTop=s*t);let a=(s+1+n)*t;a>i.scrollTop+i.clientHeight&&(i.scrollTop=a-i.clientHeight)}key(t){let{row:n,head:o}=this.layout,{perRow:i}=this,s=i*Math.max(1,Math.floor(this.visibleHeight/n)-1-o),c={...i>1?{ArrowRight:1,ArrowLeft:-1}:{},ArrowDown:i,ArrowUp:-i,PageDown:s,PageUp:-s,Home:-1e9,End:1e9}[t.key];c!==void 0&&(t.preventDefault(),t.stopPropagation(),this.step(c))}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(t){this.tell("change-state",t)}tell(t,n){this.dispatchEvent(new CustomEvent(t,{detail:n,bubbles:!0,composed:!0}))}};var ec=146,tc={row:30,head:1,spare:6},rc={row:140,head:0,spare:2},nc=(r,e)=>r.length!==e?.length||r.some(([,t],n)=>t!==e[n][1]),dn=class extends de{constructor(){super(...arguments);this.cached={key:"",table:null,order:new Uint32Array}}static{this.properties={...de.properties,table:{attribute:!1},others:{attribute:!1,hasChanged:nc}}}static{this.styles=[H,ss]}get layout(){return this.state.gallery?rc:tc}get perRow(){return this.state.gallery?Math.max(1,Math.floor((this.visibleWidth-8)/ec)):1}get entries(){return this.table.source.entries}get columns(){return zo(this.table,this.others)}get order(){let{search:t,filter:n,sort:o,down:i}=this.state,s=JSON.stringify([t,n,o,i,this.others.length]);if(this.cached.key!==s||this.cached.table!==this.table){let a=o==="name"?o:this.columns.find(l=>l.key===o)?.values??null;this.cached={key:s,table:this.table,order:this.table.order(t,n,a,i)}}return this.cached.order}render(){let{table:t,state:n,order:o,columns:i}=this,[s,a]=this.drawn(),l=Array.from({length:Math.max(0,a-s)},(d,p)=>s+p),c=`${o.length.toLocaleString("en")} of ${t.source.entries.length.toLocaleString("en")} images`;return m`
 <div class="tools">${this.filters()}${this.views(i)}</div>
 ${n.gallery?m`<div class="scroll gallery" role="listbox" tabindex="0" aria-label="Images" @scroll=${this.scrolled} @keydown=${this.key}>${Me(l,d=>d,d=>this.tiles(d,i))}<div class="end" role="presentation"></div></div>`:m`<div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${o.length+1} aria-colcount=${i.length+1} @scroll=${this.scrolled} @keydown=${this.key}>
 <div class="row head" role="row" aria-rowindex="1">${this.head("name","Image","")} ${i.map(d=>this.head(d.key,d.name,this.others.length?_(d.table.metric??{spec:""}):""))}</div>
 ${Me(l,d=>d,d=>this.guarded(o[d],d,i))}
 <div class="end" role="presentation"></div>
 </div>`}
 <div class="count" role="status">${c}${this.metricWords()}</div>
 `}metricWords(){let{metric:t}=this.table;if(!t||this.others.length)return"";let{unit:n,higher_is_better:o}=t;return`, ${_(t)}${n?` in ${n}`:""}${o===null?"":o?", higher is better":", lower is better"}`}filters(){let{table:t,state:n}=this,{source:o}=t,i=o.kind==="study"&&o.metrics.length>1,s={all:"All images",ahead:`${o.ours} ahead of all`,behind:`${o.ours} behind`,missing:"Scores missing"};return m`
 <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${n.search} @input=${a=>this.change({search:O(a)})} />
 ${i?m`<select aria-label="Metric" data-control="metric" @change=${a=>this.change({metric:Number(O(a))})}>
 ${o.metrics.map((a,l)=>m`<option value=${l} ?selected=${l===n.metric}>${_(a)}</option>`)}
 </select>`:b}
 ${t.hasMargins?m`<select aria-label="Which images" data-control="filter" @change=${a=>this.change({filter:O(a)})}>
 ${Kr.map(a=>m`<option value=${a} ?selected=${a===n.filter}>${s[a]}</option>`)}
 </select>`:b}`}views(t){let{table:n,state:o,entries:i}=this,s=n.source.kind==="study"&&n.source.metrics.length>1;return m`
 ${s?m`<label><input type="checkbox" data-control="metrics" .checked=${o.metrics} @change=${a=>this.change({metrics:re(a)})} /> All metrics</label>`:b}
 ${i.some(({thumbnail:a})=>a)?m`<label><input type="checkbox" data-control="gallery" .checked=${o.gallery} @change=${a=>this.change({gallery:re(a)})} /> Gallery</label>`:b}
 ${o.gallery?m`<span class="group"><select aria-label="Sort by" data-control="sort" @change=${a=>this.change({sort:O(a)})}>
 <option value="" ?selected=${o.sort===""}>In order</option>
 <option value="name" ?selected=${o.sort==="name"}>By name</option>
 ${t.map(a=>m`<option value=${a.key} ?selected=${o.sort===a.key}>${_(a.table.metric??{spec:""})} ${a.name}</option>`)}
 </select>
 <button data-control="down" aria-label=${o.down?"Descending":"Ascending"} title=${o.down?"Descending":"Ascending"} @click=${()=>this.change({down:!o.down})}>${o.down?"\u2193":"\u2191"}</button></span>`:b}`}head(t,n,o){let{sort:i,down:s}=this.state,a=i===t,l={sort:t,down:a?!s:t!=="name"},c=a?s?"descending":"ascending":"none",d=t.endsWith("margin")?`Margin of ${this.table.source.ours} over the best rival`:n;return m`<div role="columnheader" class=${t==="name"?"name":""} aria-sort=${c}><button data-sort=${t} title=${d} @click=${()=>this.change(l)}>${o?m`<small>${o}</small> `:b}${n}${a?s?" \u2193":" \u2191":""}</button></div>`}guarded(t,n,o){let i=this.table.source.entries[t];return es([i,n,t===this.state.entry,...o.map(({values:s})=>s)],()=>this.row(i,t,n,o))}row(t,n,o,i){let{table:s,state:a}=this,l=new Map([s,...this.others.map(([,d])=>d)].map(d=>[d,d.best(n)])),c=i.map(d=>{let p=d.values[n],u=Number.isNaN(p)?"none":d.margin?p<0?"bad":"":p===l.get(d.table)?"best":"";return m`<div role="gridcell" class=${u}>${Qr(d,n)}</div>`});return m`<div class="row" role="row" data-at=${o} aria-rowindex=${o+2} aria-selected=${n===a.entry} @click=${()=>this.change({entry:n})}>
 <div role="gridcell" class="name" title=${t.name}>${t.thumbnail?m`<img alt="" data-thumb=${n} />`:b}<span>${t.name}</span>${this.failure(t)}</div>
 ${c}
 </div>`}failure({name:t}){return this.table.failed.has(t)?m`<span class="bad" title="Listed under Failed">\u26a0</span>`:b}tiles(t,n){let{perRow:o,order:i,table:s,state:a}=this,l=n.find(({key:c})=>c===a.sort)??n.find(({margin:c})=>c)??n[0];return m`<div class="row tiles" role="presentation" data-at=${t}>
 ${Array.from(i.slice(t*o,(t+1)*o),c=>{let d=s.source.entries[c];return m`<div class="tile" role="option" aria-selected=${c===a.entry} title=${d.name} @click=${()=>this.change({entry:c})}>
 ${d.thumbnail?m`<img alt="" data-thumb=${c} />`:m`<span class="blank"></span>`}
 <span>${d.name}${this.failure(d)}</span><small>${l?`${l.name} ${Qr(l,c)}`:""}</small>
 </div>`})}
    </div>`}updated(t){let n=this.columns.length,o=n>3?112:180,i=this.state.gallery?`repeat(${this.perRow}, minmax(0, 1fr))`:`minmax(${o}px, 1fr) repeat(${n}, 72px)`;this.style.getPropertyValue("--columns")!==i&&this.style.setProperty("--columns",i),this.table.names.prepare(),super.updated(t)}scrolled(){super.scrolled(),this.scroller.classList.toggle("moved",this.scroller.scrollLeft>0)}step(t){let{order:n}=this;if(!n.length)return;let o=n.indexOf(this.state.entry),i=n[Math.max(0,Math.min(n.length-1,o+t))];i!==void 0&&this.change({entry:i})}};customElements.define("difference-table",dn);function hs(r,e,t){return r.metrics.length<2?b:m`<label>Metric <select @change=${n=>t(Number(n.target.value))}>
 ${r.metrics.map((n,o)=>m`<option value=${o} ?selected=${o===e}>${_(n)}</option>`)}
 </select></label>`}function fs(r,e){let n=r.errors.length-500;return m`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
 <ol>${r.errors.slice(0,500).map(o=>m`<li><button class="item" @click=${()=>e(o.name)}>
 <b>${o.name}</b> ${[o.method,o.metric&&z(r,o.metric)].filter(Boolean).join(", ")} <small>${[o.stage,o.error,o.cause].filter(Boolean).join(": ")}</small>
 </button></li>`)}</ol>
 ${n>0?m`<p class="note">${n} more are in the record.</p>`:b}`}function oc(r){return typeof r=="string"?r:`${r.note} (${r.method}, ${r.images} ${r.images===1?"image":"images"})`}function gs(r,e){let t=c=>m`<dl>${c.map(([d,p])=>m`<dt>${d}</dt><dd>${p}</dd>`)}</dl>`,{protocol:n,versions:o,notes:i}=r.record,s=[];n?.name&&s.push(["protocol",`${n.name}: ${n.summary??""}`]),o&&s.push(["versions",Object.entries(o).map(([c,d])=>`${c} ${d}`).join(", ")]);let a=(e?.layers??[]).flatMap(({label:c,note:d})=>d?[`${c}: ${d}`]:[]),l=new Set([...e?.errors??[],...e?.notes??[],...a,...Array.isArray(i)?i.map(oc):[]]);return m`${e?.facts?.length?m`<h3>This pair</h3>${t(e.facts)}`:b}
 ${s.length?m`<h3>How it was made</h3>${t(s)}`:b}
 ${l.size?m`<h3>Notes</h3><ul>${[...l].map(c=>m`<li>${c}</li>`)}</ul>`:b}
 <p class="note">The JSON button downloads the whole record with all settings.</p>`}function Be(r,e){let t=e*(r.length-1),n=Math.floor(t),o=r[n];if(o===void 0)return NaN;let i=r[n+1]??o;return o+(t-n)*(i-o)}var Y=400,pn=120,cr=48,ic=r=>Float64Array.from(Array.prototype.filter.call(r,Number.isFinite)).sort();function bs(r){let{metric:e,source:t}=r,n=r.columns.map(ic),o=Math.min(...n.map(d=>d[0]??1/0)),i=Math.max(...n.map(d=>d[d.length-1]??-1/0));if(!e||!(o<=i))return m`<p>No finite scores.</p>`;let s=i-o||1,a=d=>8+(d-o)/s*(Y-16),l=52,c=n.length*l+20;return m`<figure>
 <figcaption>Distribution of ${_(e)}${e.unit?` (${e.unit})`:""} over images: histogram, quartiles, median.</figcaption>
 <svg viewBox="0 0 ${Y} ${c}" role="img" aria-label=${n.map((d,p)=>`${t.methods[p]}: median ${$(Be(d,.5))}, quartiles ${$(Be(d,.25))} and ${$(Be(d,.75))}`).join("; ")}>
 ${n.map((d,p)=>sc(d,{name:t.methods[p],low:o,span:s,at:a,floor:p*l+l-8,ours:p===r.ours}))}
 <text x="8" y=${c-4}>${$(o)}</text>
 <text x=${Y-8} y=${c-4} text-anchor="end">${$(i)}</text>
 </svg>
 </figure>`}function sc(r,e){let t=new Uint32Array(cr);for(let d of r)t[Math.min(cr-1,Math.floor((d-e.low)/e.span*cr))]++;let n=Math.max(1,...t),o=(Y-16)/cr,{floor:i}=e,s=`M8 ${i}`;t.forEach((d,p)=>s+=`V${(i-d/n*24).toFixed(1)}H${(8+(p+1)*o).toFixed(1)}`);let[a,l,c]=[.25,.5,.75].map(d=>e.at(Be(r,d)));return V`<g class=${e.ours?"ours":"rival"}>
 <path class="area" d="${s}V${i}Z"></path>
 <line class="rule" x1="8" x2=${Y-8} y1=${i} y2=${i}></line>
 ${r.length?V`<line class="box" x1=${a} x2=${c} y1=${i+3} y2=${i+3}></line><line class="median" x1=${l} x2=${l} y1=${i-25} y2=${i+6}></line>`:b}
 <text x="8" y=${i-27}>${e.name}</text>
 <text x=${Y-8} y=${i-27} text-anchor="end">${$(Be(r,.5))}</text>
 </g>`}function ys(r,e){let{source:t,metric:n,ours:o}=r;if(o<0||typeof n?.higher_is_better!="boolean")return[];let i=n.higher_is_better?1:-1,s=r.columns[o];return t.methods.flatMap((a,l)=>{if(l===o)return[];let c=Array.from(r.columns[l],(d,p)=>[i*(s[p]-d),p]).filter(([d])=>Number.isFinite(d)).sort((d,p)=>d[0]-p[0]);return[lc(r,a,c,e)]})}function ac(r,e,t){let n=e?.paired.wins??r.filter(([a])=>a>0).length,o=e?.paired.n??r.length,i=e?o-(e.paired.n_finite??o):0,s=i?` (${i} infinite difference${i===1?"":"s"} not drawn)`:"";return`ahead in ${n} of ${o} ${t}${o===1?"":"s"}${s}`}function lc(r,e,t,n){let{source:o,metric:i}=r,s=o.verdicts?.outcomes.find(v=>v.rival===e&&v.metric===i?.spec),a=Math.min(0,t[0]?.[0]??0),l=Math.max(0,t[t.length-1]?.[0]??0),c=v=>14+(l-v)/(l-a||1)*(pn-28),d=Math.min(t.length,200),p=Math.min(24,(Y-16)/Math.max(1,d)),u=Array.from({length:d},(v,x)=>{let[S,k]=t[Math.floor((x+.5)/d*t.length)],E=Math.min(c(S),c(0)),M=Math.max(.5,Math.abs(c(S)-c(0)));return V`<rect class=${S<0?"behind":"ahead"} x=${8+x*p} y=${E} width=${Math.max(.5,p-(p>3?1:0))} height=${M} @click=${()=>n(k)}><title>${o.entries[k].name}: ${$(S)}</title></rect>`}),f=s?.paired.interval,h=i?.unit?` ${i.unit}`:"",g=`${o.ours} against ${e}: ${ac(t,s,o.verdicts?.unit??"image")}`,y=s&&s.paired.mean!==null?`; mean ${$(s.paired.mean)}${h}${f?`, ${Math.round(100*s.paired.confidence)} % interval ${$(f[0])} to ${$(f[1])}`:""}; ${Oe(s)}`:"",w=d<t.length?` ${d} of ${t.length} images are drawn, evenly spaced.`:"";return m`<figure>
 <figcaption>${g}${y}.${w}</figcaption>
 <svg viewBox="0 0 ${Y} ${pn}" role="img" aria-label=${g}>
 ${f?V`<rect class="interval" x="8" width=${Y-16} y=${c(f[1])} height=${Math.max(1,c(f[0])-c(f[1]))}></rect>`:b}
 ${u}
 <line class="rule" x1="8" x2=${Y-8} y1=${c(0)} y2=${c(0)}></line>
 <text x="8" y="10">${l>0?`+${$(l)}`:"0"}${h}</text>
 <text x="8" y=${pn-2}>${$(a)}${h}</text>
 </svg>
 </figure>`}function dr(r,e,t,n){let o=t&&!r.some(([s])=>s===t)?[[t,0]]:[];if(!r.length&&!o.length)return b;let i=(s,a,l)=>m`<button
 class="filter"
 data-kind=${s||"all"}
 aria-pressed=${t===s}
 @click=${()=>n(t===s?"":s)}
 >${a} <b>${l.toLocaleString("en")}</b></button>`;return m`<span class="group kinds" role="group" aria-label="Filter by kind of change">
 ${i("","all kinds",e)}${[...r,...o].map(([s,a])=>i(s,Qe(s),a))}
 </span>`}var vs=1.5,cc=16;function xs(r,e){let{kind:t}=e.state;if(r?.opening&&!r.regions)return m`<p class="note" role="status">Comparing \u2026</p>`;let n=r?.regions??[],o=Ce(r,t);return m`<p class="note" role="status">${dc(n,o.length,t,r?.regions_dropped??0)}</p>
 ${dr(Qn(n),n.length,n.length?t:"",e.choose)}
 <ol class="regions">${Me(o,({number:i})=>`${r?.name} ${i}`,i=>mc(i,r,e))}</ol>`}function dc(r,e,t,n){if(!r.length)return"No region was found.";let o=`region${r.length===1?"":"s"}`,i=r.filter(({kinds:s})=>s?.length).length;return[t?`${e} of ${r.length} ${o}: ${Qe(t)}.`:`${r.length} ${o}, strongest first.`,!t&&i&&i<r.length?`What changed is known of ${i} of them.`:"",n?`${n} small or weak regions are not listed.`:""].filter(Boolean).join(" ")}function pc({x:r,y:e,width:t,height:n}){let o=Math.max(vs*t,vs*n,cc);return{x:r+(t-o)/2,y:e+(n-o)/2,width:o,height:o}}function mc({number:r,region:e},t,{library:n,state:o,show:i}){let{kinds:s,text:a,advantage:l}=e,c=t.layers.filter(({role:p})=>p!=="error"),d=`${e.width}\xD7${e.height} at (${e.x}, ${e.y})`;return m`<li value=${r}>
 <button class="item" @click=${()=>i(e)}>
 ${c.length?m`<difference-strip .library=${n} .layers=${c} .box=${pc(e)} .colourmap=${o.colourmap}></difference-strip>`:b}
 ${a?m`<b>${a}</b><small>${d}</small>`:m`<b>${d}</b>${s?.length?b:m`<small>${ws(e)}</small>`}`}
 ${l?m`<small class="advantage">${l.text}</small>`:b}
 </button>
 ${s?.length?m`<details>
 <summary>${jr(s[0])}</summary>
 <ul>
 ${s.slice(1).map(p=>m`<li>${jr(p)}: ${p.text}</li>`)}
 <li>${ws(e)}</li>
 </ul>
 </details>`:b}
 </li>`}function ws({area:r,peak:e,mean:t}){return`${r===void 0?"":`${r} pixels, `}peak ${$(e)}, mean ${$(t)}`}var $s=T`
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
`;var pr=T`
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
`,Ss=T`
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
`;var mn=class extends de{constructor(){super(...arguments);this.found={rows:null,key:"",order:[]};this.layout={row:58,head:0,spare:4}}static{this.properties={...de.properties,rows:{attribute:!1}}}static{this.styles=[H,pr,$s]}get entries(){return this.rows}get order(){let{rows:t,state:n}=this,o=JSON.stringify([n.search,n.only,n.kind,n.sort]);return(this.found.rows!==t||this.found.key!==o)&&(this.found={rows:t,key:o,order:_t(t,n,n.sort==="name")}),this.found.order}render(){let{order:t,rows:n,state:o}=this,[i,s]=this.drawn();return m`
 <div class="tools">
 <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
 ${dr(eo(n),n.length,o.kind,a=>this.change({kind:a}))}
 <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${o.search} @input=${a=>this.change({search:a.target.value})} />
 <select aria-label="Order" data-control="order" @change=${a=>this.change({sort:a.target.value})}>
 <option value="" ?selected=${o.sort!=="name"}>Worst first</option>
 <option value="name" ?selected=${o.sort==="name"}>By name</option>
 </select>
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${t.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
 ${Me(t.slice(i,s),(a,l)=>i+l,(a,l)=>this.row(a,i+l))}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count">
 <span role="status">${t.length.toLocaleString("en")} of ${n.length.toLocaleString("en")} pairs</span>
 ${this.forAll(t.map(a=>n[a]))}
 </div>
 `}filters(){let{only:t}=this.state,n=(i,s,a,l)=>m`<button
 class="filter ${i}"
 data-only=${i||"all"}
 title=${l}
 aria-pressed=${t===i}
 @click=${()=>this.change({only:t===i?"":i})}
 >${s} <b>${a.toLocaleString("en")}</b></button>`,o=co(this.rows).map(([i,s])=>n(i,i,s,et[i]));return[n("","all",this.rows.length,"all pairs"),...o]}forAll(t){let n=Lt(t.filter(({state:i})=>i!=="failed")),o=oo(t);return n.length?m`<button data-control="accept-all" @click=${()=>this.tell("accept-entries",n)}>Accept ${n.length.toLocaleString("en")} listed \u2026</button>`:o?m`<button data-control="copy-all" title="Copy the commands that accept the listed pairs" @click=${()=>this.tell("copy-text",o)}>Copy commands</button>`:b}row(t,n){let o=this.rows[t],{state:i,decision:s}=o;return m`<div class="row" role="row" data-at=${n} aria-rowindex=${n+1} aria-selected=${t===this.state.entry} @click=${()=>this.change({entry:t})}>
 <div class="picture" role="gridcell">${o.thumbnail?m`<img alt="" data-thumb=${t} />`:b}</div>
 <div class="name" role="gridcell" title=${o.name}><b>${o.name}</b>${o.problem?m`<small class="bad">${o.problem}</small>`:m`<small>${o.reason??""}</small>`}</div>
 <div class="marks" role="gridcell">
 ${s?m`<span class="mark ${s}">${s}</span>`:b}
 ${i?m`<span class="mark ${i}">${i}</span>`:b}
 </div>
 </div>`}step(t){let n=Nt(this.order,this.state.entry,t);n!==void 0&&this.change({entry:n})}};customElements.define("difference-run",mn);var mr="\u2013",ur=(r,e,t)=>({head:r,rows:e,best:e.map(n=>n.map(()=>!1)),texts:t}),ft=(r,e=r)=>({name:r,short:e,under:!0,parts:["from","to"],joint:" \u2026 "}),ks={name:"Won / tied / lost",parts:["won","tied","lost"],joint:" / "},gt=(r,e)=>r?r.map(t=>C(G(t),e)):mr,un=(r,e)=>e?`${r} (${e})`:r;function Ms(r){let{head:e,rows:t,best:n}=_e(r),{worst:o,means:i=[]}=J(r),{methods:s,metrics:a,ours:l}=r,c=(h,g)=>i.find(y=>y.metric===h&&y.method===g),d=(h,g)=>o?.means.find(y=>y.metric===h&&y.method===g),p=a.map(({spec:h})=>j(s.map(g=>c(h,g)?.mean??NaN))),u=(h,g)=>h.flatMap((y,w)=>w&&o?.means.length?[y,g(a[w-1].spec,w-1)]:[y]),f=s.map(h=>[h===l&&h!=="ours"?"ours":"",...a.map(({spec:g})=>uc(c(g,h)))]);return{head:u(e,h=>({name:`worst ${$(o.percent)} % in ${z(r,h)}`,short:`worst ${$(o.percent)} %`,under:!0})),rows:t.map((h,g)=>u(h,(y,w)=>C(d(y,s[g])?.mean??NaN,p[w]))),best:n.map((h,g)=>u(h,y=>d(y,s[g])?.best??!1)),notes:f.map(h=>u(h,()=>""))}}var uc=r=>r&&r.missing+r.infinite?`${r.missing} missing, ${r.infinite} infinite`:"",Ts=(r,e)=>(r.verdicts?.outcomes??[]).filter(t=>t.metric===e);function Es(r,e){let t=Ts(r,e),n=K(r,e),o=at(r,e),i=t.some(c=>typeof c.margin=="number"),s=`${Ft(t[0]?.paired.confidence??.95)} interval`,a=["Rival","Verdict",un("Difference",n),ft(s),ft("Simultaneous interval","simultaneous"),ks,"p",...i?[{name:"p of equivalence",short:"equivalence",under:!0}]:[]],l=t.map(({rival:c,word:d,adjusted_p:p,paired:u,simultaneous:f,equivalence_p:h})=>[c,Oe({word:d,paired:u},r.verdicts?.unit),le(u.mean,o)||mr,gt(u.interval,o),gt(f,o),[u.wins,u.ties,u.losses].map(String),$(p,2),...i?[$(h,2)]:[]]);return ur(a,l,2)}function As(r,e){let t=Ts(r,e),n=at(r,e),o=`${Ft(t[0]?.paired.confidence??.95)} interval`,i=t.flatMap(({rival:s,by_data_set:a})=>(a??[]).map(l=>[s,l.data_set,le(l.mean===null?null:G(l.mean),n)||mr,gt(l.interval,n),[l.wins,l.ties,l.losses].map(String),$(l.uncorrected_p,2)]));return ur(["Rival","Data set",un("Difference",K(r,e)),ft(o),ks,"p"],i,2)}var hn=({mean_ranks:r})=>r.map((e,t)=>t).sort((e,t)=>G(r[e])-G(r[t])||e-t);function Rs(r,e=""){let{methods:t,p:n,level:o,improvement:i,improvement_intervals:s,confidence:a,equivalence:l}=r,c=hn(r),d=c.flatMap((f,h)=>c.slice(h+1).map(g=>{let y=n[f][g]??null,w=r.words?.[f][g]??(y!==null&&y<=o?"better":"no difference shown"),v=y===null&&w!=="equivalent"?"not tested":w,x=l?hc(l,f,g):[];return[t[f],t[g],v,$(y,2),$(i[f][g],3),gt(s[f][g],2),...x]})),p=`${Ft(a)} interval`,u=l?[un("Difference",e),ft(`${p} of the difference`,p),{name:"p of equivalence",short:"equivalence",under:!0}]:[];return ur(["Method","Other method","Result","p","Probability of improvement",ft(p),...u],d,3)}function hc({differences:r,intervals:e,p:t},n,o){let i=j(r.flat().map(s=>s??NaN));return[le(r[n][o]??null,i)||mr,gt(e[n][o],i),$(t[n][o],2)]}function Cs(r){let{ranks:e={},methods:t=[]}=r.verdicts??{},n=Object.entries(e),o=n.flatMap(([s])=>[`${z(r,s)}, mean rank`,{name:`${z(r,s)}, first in`,short:"first in",under:!0}]),i=t.map((s,a)=>[s,...n.flatMap(([,{mean_rank:l,first_shares:c}])=>[C(G(l[a]),2),$(c?.[a],3)])]);return ur(["Method",...o],i,1)}function Ps(r,e){let t=J(r).difficulty?.thirds??[],n=t.map(({means:s})=>s.filter(a=>a.metric===e)),o=j(n.flat().map(({mean:s})=>s??NaN)),i=r.methods.map(s=>n.map(a=>a.find(l=>l.method===s)));return{head:["Method",...t.map(({name:s},a)=>`${s} (${n[a][0]?.n??0})`)],rows:r.methods.map((s,a)=>[s,...i[a].map(l=>C(l?.mean??NaN,o))]),best:i.map(s=>[!1,...s.map(a=>a?.best??!1)])}}var Te=15,fn=8,fc='700 11px system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif',gc=.32,gn=null,bc=r=>(gn??=document.createElement("canvas").getContext("2d"),gn.font=fc,gn.measureText(r).width),yc=[1/3,0,2/3,1];function vc(r,e,t,n){if(t(r)<=e)return r;let o=Array.from(r),i="\u2026";for(let s=o.length-1;s>0;s--){let a=Math.round(n*s);if(i=[...o.slice(0,s-a),"\u2026",...o.slice(o.length-a)].join(""),t(i)<=e)break}return i}function wc(r,e,t){let n=yc.map(i=>r.map(s=>vc(s,e,t,i))),o=n.map(i=>new Set(i).size);return n[o.indexOf(Math.max(...o))]}function xc(r){let e=[];return r.map(([t,n])=>{let o=e.findIndex(s=>s<t),i=o<0?e.length:o;return e[i]=n,i})}function $c(r,e,t){let n=r.mean_ranks.filter(A=>A!==null);if(r.n<2||n.length<r.methods.length)return null;let o=hn(r),i=A=>n[r.methods.indexOf(A)],s=r.cliques.map(A=>[Math.min(...A.map(i)),Math.max(...A.map(i))]),a=xc(s),l=r.critical_difference,c=Math.ceil(o.length/2),d=t(` ${C(Math.max(...n),2)}`)+fn,p=wc(o.map(A=>r.methods[A]),gc*e-d,t),u=A=>Math.max(0,...A.map(t))+d,f=[u(p.slice(0,c)),e-u(p.slice(c))],[h,g]=[Math.min(...n),Math.max(...n)],y=Math.max(g-h,1.05*(l??0)),w=Math.max(1,Math.floor(h)),v=Math.max(Math.ceil(g),Math.ceil(Math.min(w+y,o.length)),w+1),x=Math.max(v,w+y),[S,k]=[f[0]+fn,f[1]-fn],E=A=>S+(A-w)/(x-w)*(k-S),M=l===null?1.4*Te:3.2*Te,P=A=>M+Te*(.55+.55*A),N=P(Math.max(-1,...a))+Te,D=Math.max(1,Math.ceil((v-w)/10));return{width:e,height:N+c*Te,axis:{from:S,to:E(v),y:M},sides:f,ticks:Array.from({length:Math.floor((v-w)/D)+1},(A,L)=>({x:E(w+L*D),rank:w+L*D})),rows:o.map((A,L)=>{let U=L<c,Z=n[A];return{name:r.methods[A],shown:p[L],rank:Z,left:U,x:E(Z),y:N+(U?L:o.length-1-L)*Te}}),bars:s.map(([A,L],U)=>({from:E(A)-3,to:E(L)+3,y:P(a[U])})),difference:l===null?null:{from:S,to:E(w+l),y:Te*1.3}}}function Os(r,e,t){let n=$c(r,t,bc);if(!n)return b;let{axis:o,sides:i,ticks:s,rows:a,bars:l,difference:c,height:d}=n;return m`<svg class="ranks" viewBox="0 0 ${t} ${d}" width=${t} height=${d} role="img" aria-label=${kc(r,a)}>
 ${c&&V`<path class="rule" d="M${c.from} ${c.y-3}v6m0 -3H${c.to}m0 -3v6"></path>
 <text x=${c.from} y=${c.y-6}>CD = ${$(r.critical_difference,3)}</text>`}
 <path class="rule" d="M${o.from} ${o.y}H${o.to}${s.map(({x:p})=>`M${p} ${o.y}v-4`).join("")}"></path>
 ${s.map(({x:p,rank:u})=>V`<text x=${p} y=${o.y-6} text-anchor="middle">${u}</text>`)}
 ${a.map(p=>Sc(p,o.y,i,p.name===e))}
 ${l.map(({from:p,to:u,y:f})=>V`<path class="clique" d="M${p} ${f}H${u}"></path>`)}
 </svg>`}function Sc({name:r,shown:e,rank:t,left:n,x:o,y:i},s,[a,l],c){let d=[e,C(t,2)];return V`<g class=${c?"ours":"rival"}><title>${r}: ${C(t,2)}</title>
 <path class="lead" d="M${o} ${s}V${i}H${n?a:l}"></path>
 <text x=${n?a-4:l+4} y=${i+4} text-anchor=${n?"end":"start"}>${(n?d:d.reverse()).join(" ")}</text></g>`}function kc({cliques:r,critical_difference:e},t){let n=t.map(({name:i,rank:s})=>`${i} ${C(s,2)}`).join(", "),o=r.map(i=>i.join(", ")).join("; ");return`Mean ranks: ${n}. ${o?`Without a significant difference: ${o}.`:"All pairs differ significantly."}${e===null?"":` Critical difference: ${$(e,3)}.`}`}var Mc=200,Tc=4,Ec=7,bn=class extends R{static{this.properties={table:{attribute:!1},told:{state:!0}}}static{this.styles=[H,T`
 :host {
 display: flex;
 flex-wrap: wrap;
 gap: 2px 8px;
 color: var(--dim);
 font-size: 12px;
 }
 button {
 font-size: 11.5px;
 min-height: 24px;
 padding: 1px 7px;
 }
 `]}constructor(){super(),this.told=""}render(){return m`<span class="group">${on(()=>this.table,e=>this.told=e)}</span><span role="status">${this.told}</span>`}};customElements.define("difference-table-copies",bn);function Ac({head:r}){let e=[];return r.forEach((t,n)=>typeof t!="string"&&t.under?e.at(-1).push(n):e.push([n])),e}var Ls=r=>typeof r=="string"?r:r.short??r.name,Rc=r=>r.replace(/ ([\u2191\u2193])$/,"\xA0$1");function Ee(r,e,t=!1){let{head:n,rows:o,best:i,notes:s,texts:a=1}=r,l=Ac(r),c=l.length<=Tc?"few":l.length<=Ec?"several":"",d=Math.max(0,o.length-Mc),p=h=>h<a?"text":"",u=(h,[g,...y])=>{let w=o[h],v=s?.[h]?.[g];return m`<span class=${i[h][g]?"best":""}>${ct(w[g],n[g])}</span>${v?m` <small class="line">${v}</small>`:b}
 ${y.map(x=>m`<small class="line ${i[h][x]?"best":""}" data-head=${Ls(n[x])}>${ct(w[x],n[x])}</small>`)}`},f=(h,g)=>m`<tr>${l.map(y=>{let[w]=y;return w?m`<td class=${p(w)} data-head=${Le(n[w])}>${u(g,y)}</td>`:m`<th scope="row">${u(g,y)}</th>`})}</tr>`;return m`<div class="wide" role="group" tabindex="0" aria-label=${e}>
 <table class="facts ${c}"><caption>${e}</caption>
 <thead><tr>${l.map(([h,...g])=>m`<th scope="col" class=${p(h)}>${Rc(Le(n[h]))}${g.map(y=>m`<small class="line">${Ls(n[y])}</small>`)}</th>`)}</tr></thead>
 <tbody>${o.slice(0,o.length-d).map(f)}</tbody>
 </table>
 </div>
 ${d?m`<p class="note">${d.toLocaleString("en")} more rows are in the ${t?"record":"copies of this table"}.</p>`:b}
 ${t?b:m`<difference-table-copies .table=${r}></difference-table-copies>`}`}var Cc=240,Pc=640,Oc="Means over the images for which every method has a finite score";function hr({source:r,printed:e}){let t=J(r).worst?.means.length,n=`${Oc}${t?"; beneath them, the means of the worst images of each method":""}`;return m`${Ee(Ms(r),n,e)}${zc(r)}${Lc(r)}`}function Lc({metrics:r}){let e=r.filter(t=>_(t).toLowerCase()!==t.spec.toLowerCase());return e.length?m`<p class="note" data-note="specs">${e.map(t=>`${_(t)}: ${t.spec}`).join("; ")}.</p>`:b}var fr=r=>m`${Nc(r).map(e=>_c(e,r))}`;function _c({id:r,title:e,content:t},{unfolded:n,change:o,printed:i}){let s=n.split(".").filter(Boolean),a=i||s.includes(r);return m`<details class="section" data-section=${r} ?open=${a} @toggle=${c=>{let d=c.target.open;d!==a&&o({unfolded:(d?[...s,r]:s.filter(p=>p!==r)).join(".")})}}><summary><h3>${e}</h3></summary>${a?t():b}</details>`}function Nc(r){let{source:e}=r,{verdicts:t}=e,{difficulty:n}=J(e),o=t?.caveats??[],i=(s,a)=>s?[a]:[];return[...i(t?.outcomes.length,{id:"rivals",title:`${t?.ours} against each rival`,content:()=>jc(r)}),...i(o.length,{id:"caveats",title:`Caveats (${o.length})`,content:()=>m`<ul class="caveats">${o.map(s=>m`<li>${s}</li>`)}</ul>`}),...i(t,{id:"pairs",title:"All pairs of methods",content:()=>Ic(r)}),...i(Object.keys(t?.ranks??{}).length,{id:"ranks",title:"Mean ranks",content:()=>Fc(r)}),...i(n?.thirds.length,{id:"difficulty",title:"By difficulty of the images",content:()=>Vc(r)}),...i(t?.outcomes.some(({by_data_set:s})=>s?.length),{id:"sets",title:"On each data set",content:()=>qc(r)})]}var yn=({verdicts:r})=>[...new Set(r?.outcomes.map(({metric:e})=>e))],Dc=({verdicts:r},e)=>r?.outcomes.find(t=>t.metric===e);function zc(r){let e=r.verdicts?.primary??[],t=yn(r).filter(o=>!e.includes(o));if(!e.length||!t.length)return b;let n=o=>o.map(i=>z(r,i)).join(", ");return m`<p class="note">Primary: ${n(e)}. Secondary: ${n(t)}, tested only if all primary comparisons are significant.</p>`}var _s={"max-t":"max-T",holm:"Holm"};function jc({source:r,printed:e}){let{ours:t,level:n,correction:o=""}=r.verdicts,i=r.verdicts?.primary??[],s=a=>{let{margin:l}=Dc(r,a),c=K(r,a),d=i.length?`, ${i.includes(a)?"primary":"secondary"}`:"";return`${z(r,a)}${d}${typeof l=="number"?`; smallest relevant difference ${$(l)}${c&&` ${c}`}`:""}`};return m`<p class="note">Differences above 0 favour ${t}. p values are corrected for all comparisons${_s[o]?` (${_s[o]})`:""}; a difference is significant if p is at most ${n}. Simultaneous intervals cover the differences of all comparisons together.</p>
 ${yn(r).map(a=>Ee(Es(r,a),s(a),e))}`}function Ic({source:r,width:e,printed:t}){let{all_pairs:n}=J(r);if(!n)return m`<p class="note">This study did not compare all pairs. Repeat <code>rank</code> with <code>--post-hoc nemenyi</code>, or with <code>post_hoc</code> in its study file: it scores no image again.</p>`;let o=Object.values(n),i=Math.max(Cc,Math.min(Pc,e));return m`${o[0]?m`<p class="note">${Hc(o[0])}</p>`:b}
 ${o.map(s=>m`<figure><figcaption><b>${z(r,s.metric)}</b>, ${Bc(s,r.verdicts?.unit??"image")}</figcaption>${Os(s,r.ours,i)}</figure>
 ${t?b:Uc(s,r)}`)}`}function Uc(r,e){let t=z(e,r.metric),n=K(e,r.metric),o=Rs(r,n),i=r.equivalence?`; methods are equivalent within ${$(r.equivalence.margin)}${n&&` ${n}`}`:"";return m`<details class="pairs"><summary>${o.rows.length} ${o.rows.length===1?"pair":"pairs"} in ${t}</summary>
 ${Ee(o,`All pairs in ${t}; p is corrected for the pairs of this metric${i}`)}</details>`}function Hc({post_hoc:r,level:e,data_sets:t}){let n=`${r.charAt(0).toUpperCase()}${r.slice(1)}\u2019s test`;return`Mean ranks; 1 is the best${t===null?"":", and each data set weighs the same"}. Thick bars join methods without a significant difference (${n} at the family-wise level ${e} over all pairs of a metric): ${r==="nemenyi"?"their mean ranks differ by less than the critical difference (CD)":"by this test with Holm\u2019s correction, which has no single critical difference"}.`}function Bc({n:r,friedman_p:e,level:t},n){let o=`${r} ${n}${r===1?"":"s"} with a score of every method`;return r<2?`${o}: a test needs at least 2.`:e===null?`${o}. Friedman\u2019s test needs at least 3 methods.`:`${o}. Friedman\u2019s test: p = ${$(e,2)}${e<=t?"":", not significant, so that differences of pairs should not be relied on"}.`}function Fc({source:r,printed:e}){let n=Object.entries(r.verdicts?.ranks??{}).flatMap(([o,{friedman_p:i}])=>i===null?[]:[`${z(r,o)} p = ${$(i,2)}`]);return m`<p class="note">Rank 1 is the best. First in: the share of bootstrap resamples in which the mean rank is the first.${n.length?` Friedman\u2019s test: ${n.join(", ")}.`:""}</p>
 ${Ee(Cs(r),"Mean ranks of all methods",e)}`}function Vc({source:r,printed:e}){let{measure:t,thirds:n}=J(r).difficulty,o=n.map(({name:a,least:l,most:c,images:d})=>`${a}: ${$(l,2)} to ${$(c,2)} (${d} ${d===1?"image":"images"})`).join("; "),i=Object.keys(r.record.data_sets??{}).length>1?" Each data set is divided by itself.":"",s=r.entries.length-n.reduce((a,{images:l})=>a+l,0);return m`<p class="note">Means in thirds of the images by the high-frequency content of the reference: ${t}.${i} ${o.charAt(0).toUpperCase()}${o.slice(1)}.${s>0?` ${s} left out: the content is unknown, or a data set has fewer than 3 images or groups.`:""}</p>
 ${r.metrics.map(({spec:a,unit:l})=>Ee(Ps(r,a),`${z(r,a)}${l?` (${l})`:""}, in parentheses the number of images`,e))}`}function qc({source:r,printed:e}){return m`<p class="note">Differences above 0 favour ${r.ours}. These p values are not corrected for other comparisons.</p>
 ${yn(r).map(t=>Ee(As(r,t),z(r,t),e))}`}var Wc=40;function Ns(r){let{source:e,state:t,tables:n}=r;return t.tab!=="images"?m`<div class="panel" role="tabpanel" tabindex="0" aria-label="List">${Kc(r)}</div>`:e.run?m`<difference-run role="tabpanel" .rows=${e.entries.slice()} .state=${t} @accept-entries=${o=>r.accept(o.detail)} @copy-text=${o=>r.copy(o.detail)}></difference-run>`:m`<difference-table role="tabpanel" .table=${n.of(t.metric)} .others=${t.metrics?n.others(t.metric):[]} .state=${t}></difference-table>`}function Kc(r){let{source:e,state:t,entry:n,change:o,show:i}=r,{tab:s}=t,a=r.tables.of(t.metric);if(s==="places"&&e.crops)return Zi(r);if(s==="places")return xs(n,{...r,show:l=>i(t.entry,l),choose:l=>o({kind:l})});if(s==="plots")return[hs(e,t.metric,l=>o({metric:l})),bs(a),ys(a,l=>o({entry:l}))];if(s==="methods"){let l={source:e,unfolded:t.unfolded,change:o,width:r.width-Wc};return[hr(l),fr(l)]}return s==="errors"?fs(e,l=>o({entry:r.byName.get(l)??t.entry})):gs(e,n)}var Ds=[1,2,5,10,20,50,100,200,500,1e3,2e3,5e3];function Gc(r,e){return Ds.filter(t=>t*e<=r/4).at(-1)??Ds[0]}var vn=22,wn=26;function Jc(r){return[...r.querySelectorAll("difference-pane")].flatMap(e=>{let{canvas:t,heading:n,frame:o}=e;return t?[{canvas:t,heading:n,frame:o,left:parseFloat(e.style.left),top:parseFloat(e.style.top)}]:[]})}function gr(r){let e=devicePixelRatio,t=document.createElement("canvas"),n=Jc(r),o=[...r.querySelectorAll(".scale")];t.width=Math.max(...n.map(({left:c,canvas:d})=>Math.round(c*e)+d.width));let i=Math.round(wn*Math.max(1,o.length)*e);t.height=Math.max(...n.map(({top:c,canvas:d})=>Math.round((c+vn)*e)+d.height))+i;let s=t.getContext("2d");s.fillStyle="#fff",s.fillRect(0,0,t.width,t.height),s.fillStyle="#000",s.textBaseline="middle",n.forEach(({canvas:c,heading:d,left:p,top:u})=>{let[f,h]=[Math.round(p*e),Math.round((u+vn)*e)];s.drawImage(c,f,h),s.font=`600 ${12*e}px sans-serif`,s.fillText(d,f+4*e,h-vn/2*e,c.width-8*e)});let a=t.height-i;o.forEach((c,d)=>Yc(s,c,a+(d+.5)*wn*e,e));let[l]=n;return l&&Xc(s,l,a+wn/2*e,e),t}function Yc(r,e,t,n){let o=e.querySelector("canvas");o&&r.drawImage(o,8*n,t-6*n,110*n,12*n),r.font=`${11*n}px sans-serif`,r.fillStyle="#000",r.fillText(e.querySelector("small")?.textContent??"",126*n,t,r.canvas.width-330*n)}function Xc(r,{canvas:e,frame:t},n,o){let i=Gc(e.width,t.scale),s=`${i} px`;r.font=`${11*o}px sans-serif`,r.fillStyle="#000";let a=r.canvas.width-8*o,l=i*t.scale;r.fillRect(a-l,n-1.5*o,l,3*o),r.fillText(s,a-l-r.measureText(s).width-6*o,n)}var zs=r=>new Promise((e,t)=>r.toBlob(n=>n?e(n):t(new Error("the picture is too large for this browser")),"image/png"));async function js(r,e){let t=e.replace(/[^\w.-]+/g,"_").slice(0,80)||"view";it(`${t}.view.png`,await zs(gr(r)),"image/png")}async function Is(r){await navigator.clipboard.write([new ClipboardItem({"image/png":zs(gr(r))})])}function Us(r){let{state:e,viewport:t,entry:n,stage:o,review:i}=r;return{state:e,viewport:t,isRun:r.document?.run!==void 0,layers:Ne(n),change:s=>r.change(s),other:s=>r.other(s),step:s=>r.step(s),flip:s=>o?.step(s),save:()=>o&&void js(o.renderRoot,n?.name??""),copy:async()=>{o&&await Is(o.renderRoot)},toggleLists:()=>r.change({lists:!e.lists}),accept:()=>{n&&i.accept([n])},reject:()=>{n&&i.reject(n,n.decision==="rejected"?"clear":"reject")},toggleBlink:()=>o?.blinking.toggle(),toggleTheme:()=>r.toggleTheme(),filter:()=>{r.change({tab:"images",lists:!0});let s=()=>r.renderRoot.querySelector("difference-table, difference-run");r.updateComplete.then(()=>s()?.focusFilter())},help:()=>Jt(r.renderRoot)}}var Hs=`
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; --warn: #e3b341; color-scheme: dark;`,Bs=T`
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
 ${oe(Hs)}
 }
 }
 :host([theme="dark"]) {
 ${oe(Hs)}
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
 main {
 flex: 1;
 min-height: 0;
 display: flex;
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
 aside {
 flex: none;
 overflow: hidden;
 max-width: 70%;
 }
 main > section {
 flex: 1 1 0;
 }
 .divider {
 flex: none;
 width: 5px;
 cursor: col-resize;
 touch-action: none;
 background: var(--line);
 }
 .divider:hover,
 .divider:focus-visible {
 background: var(--accent);
 }
 difference-stage {
 flex: 1;
 }
 .panel {
 flex: 1;
 overflow-wrap: anywhere;
 container-type: inline-size;
 overflow: auto;
 padding: 8px 12px 16px;
 min-height: 0;
 }
 .statements {
 padding: 0 12px;
 line-height: 16px;
 border-bottom: 1px solid var(--line);
 flex: none;
 font-size: 12.5px;
 }
 .statements p {
 margin: 0;
 overflow-wrap: anywhere;
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
 :host([narrow]) {
 height: auto;
 }
 :host([narrow]) header {
 flex-wrap: wrap;
 gap: 2px 10px;
 }
 :host([narrow]) h1 {
 max-width: 60%;
 }
 :host([narrow]) .verdict,
 :host([narrow]) header .sum {
 order: 3;
 flex: 1 0 100%;
 }
 :host([narrow]) main {
 flex-direction: column;
 }
 :host([narrow]) main > section {
 order: -1;
 flex: none;
 height: 82vh;
 height: 82svh;
 }
 :host([narrow]) aside {
 max-width: none;
 height: 64vh;
 height: 64svh;
 border-top: 1px solid var(--line);
 }
 :host([narrow]) difference-inspector {
 width: auto;
 border-left: 0;
 border-top: 1px solid var(--line);
 }
 :host([embedded]) {
 position: relative;
 height: 560px;
 min-height: 0;
 overflow: auto;
 border: 1px solid var(--line);
 }
 :host([embedded]) .full {
 max-height: 120px;
 }
 :host([embedded][narrow]) main > section {
 height: 440px;
 }
 :host([embedded][narrow]) aside {
 height: 300px;
 }
`;var Fs=(r,e)=>`
  @container (max-width: ${e}px) {
    ${r},
    ${r} :is(caption, tbody) {
      display: block;
    }
    ${r} thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    ${r} tr {
      display: block;
      padding: 4px 0;
      border-bottom: 1px solid var(--line);
    }
    ${r} tbody :is(th, td) {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 12px;
      padding: 1px 0;
      border: 0;
      white-space: normal;
      text-align: right;
    }
    ${r} td .line {
      flex: 1 0 100%;
    }
    ${r} td .line::before {
      content: attr(data-head) "  ";
      white-space: pre;
      font-weight: 400;
    }
    ${r} td::before {
      content: attr(data-head);
      color: var(--dim);
      font-weight: 400;
    }
  }`,Vs=T`
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
 .item small,
 .line {
 display: block;
 }
 .item[aria-current="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .strips {
 list-style: none;
 padding: 0;
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
 .facts th,
 .facts td {
 overflow-wrap: anywhere;
 }
 .pairs .facts thead th {
 overflow-wrap: break-word;
 }
 ${oe(Fs(".facts:not(.several, .few)",860))}
 ${oe(Fs(".several",460))}
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
 th:first-child,
 .text {
 text-align: left;
 }
 .facts :is(th, .text) {
 white-space: normal;
 }
 .facts th small {
 font-weight: 400;
 white-space: nowrap;
 }
 .facts tbody :is(th, .text) {
 min-width: 70px;
 }
 .several tbody th {
 min-width: 100px;
 }
 .best {
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
 .section,
 .pairs {
 padding: 0;
 font-size: inherit;
 color: inherit;
 }
 .section {
 border-top: 1px solid var(--line);
 }
 .pairs summary {
 color: var(--dim);
 font-size: 12px;
 }
 .section[open] {
 padding-bottom: 10px;
 }
 .section summary {
 padding: 5px 0;
 }
 .section h3 {
 display: inline;
 }
 .section .wide {
 margin: 6px 0 2px;
 }
 .section figure {
 margin: 8px 0 4px;
 }
 .caveats {
 font-size: 12.5px;
 }
 difference-table-copies {
 margin-bottom: 12px;
 }
 svg.ranks {
 width: auto;
 max-width: 100%;
 height: auto;
 margin-top: 6px;
 fill: none;
 stroke: var(--text);
 }
 .ranks text {
 font-size: 11px;
 fill: var(--text);
 stroke: none;
 }
 .ranks .rule {
 stroke: var(--text);
 }
 .ranks .lead {
 stroke: var(--dim);
 }
 .ranks .ours {
 --text: var(--accent);
 --dim: var(--accent);
 font-weight: 700;
 }
 .ranks .clique {
 stroke-width: 4;
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
`;var br=class{constructor(e,t,n){this.base=e;this.headers=t;this.changed=n;this.known={at:"",values:[]};this.asking=0}at(e,t){return this.known.at===`${e} ${t}`?this.known.values:(clearTimeout(this.asking),this.asking=window.setTimeout(async()=>{let n=await fetch(`${this.base}values?x=${e}&y=${t}`,{headers:this.headers()}).catch(()=>null),o=n?.ok?await n.json():null;Array.isArray(o)&&(this.known={at:`${e} ${t}`,values:o.map(i=>i===null?NaN:Number(i))},this.changed())},60),null)}};var qs=`"use strict";(()=>{var l=255;var x=(e,t)=>e.low+t/65535*(e.high-e.low);var U=.005;function w({codes:e,flags:t},f){let c=new Uint32Array(65536),a=0;for(let o=0;o<e.length;o++)t[o]===l&&(c[e[o]]++,a++);let n=[];c.forEach((o,i)=>o&&n.push([Math.abs(x(f,i)),o])),n.sort((o,i)=>i[0]-o[0]);let d=0,r=n.find(([,o])=>(d+=o)>=U*a)?.[0]??0,b=.6*(f.high-f.low)/65535,s=o=>o>b?o:0;return{peak:s(n[0]?.[0]??0),typical:s(r)}}function y(e,t){let f=e.length/4,c=new Uint16Array(f),a=new Uint8Array(f),n=l;for(let d=0,r=0;d<f;d++,r+=4){c[d]=t===16?e[r]<<8|e[r+1]:e[r]*257;let b=t===16?e[r+2]:l;a[d]=b,b<n&&(n=b)}return{codes:c,flags:a,whole:n===l}}var m=e=>Math.ceil(e/2);function v(e,{low:t,high:f}){let c=-t/(f-t)*65535,[a,n]=[m(e.columns),m(e.rows)],d=new Uint16Array(a*n),r=new Uint8Array(a*n);for(let b=0;b<n;b++)for(let s=0;s<a;s++){let o=-1;for(let i=0;i<2&&2*b+i<e.rows;i++)for(let u=0;u<2&&2*s+u<e.columns;u++){let p=(2*b+i)*e.columns+2*s+u,g=e.flags[p],h=g===l?Math.abs(e.codes[p]-c)+1:0;h<=o||(o=h,d[b*a+s]=e.codes[p],r[b*a+s]=g)}}return{...e,columns:a,rows:n,codes:d,flags:r,bitmap:null,painted:void 0}}function S(e){let t=e.indexOf(","),f=atob(e.slice(t+1)),c=new Uint8Array(f.length);for(let a=0;a<c.length;a++)c[a]=f.charCodeAt(a);return new Blob([c],{type:e.slice(5,e.indexOf(";"))})}function M(e,t,f=!1){let c=new OffscreenCanvas(e,t),a=c.getContext("2d",{willReadFrequently:f});if(!a)throw new Error("the browser has no memory for the image");return[c,a]}async function O({url:e,layer:t,levels:f},c){let a=await createImageBitmap(S(e),c),{width:n,height:d}=a;return t.kind==="map"?E(a,t,f):{levels:C({columns:n,rows:d,bitmap:a},f),sizes:null}}function C(e,t){let f=[e];for(;f.length<t;){let c=f.at(-1),[a,n]=[m(c.columns),m(c.rows)],[d,r]=M(a,n);r.imageSmoothingQuality="high",r.drawImage(c.bitmap,0,0,a,n),f.push({columns:a,rows:n,bitmap:d.transferToImageBitmap()})}return f}function E(e,t,f){let{width:c,height:a}=e,[,n]=M(c,a,!0);n.drawImage(e,0,0),e.close();let d={columns:c,rows:a,bitmap:null,...y(n.getImageData(0,0,c,a).data,t.depth??16)},r=[d];for(;r.length<f;)r.push(v(r.at(-1),t));return{levels:r,sizes:w(d,t)}}var A=({levels:e})=>e.flatMap(({bitmap:t,codes:f,flags:c})=>[t,f?.buffer,c?.buffer].filter(a=>a!=null));var T=self,z=async(e,t)=>{try{return await O(e,t)}catch{return null}};T.onmessage=({data:{id:e,job:t,exact:f}})=>{z(t,f).then(c=>T.postMessage({id:e,found:c},c?A(c):[]))};})();
`;var pe=null,Ks=!1,Qc=0,Fe=new Map;function Ws(){Ks=!0;for(let r of Fe.values())r(null);Fe.clear(),Gs()}function Gs(){pe?.terminate(),pe=null}function ed(){if(pe||Ks)return pe;let r=URL.createObjectURL(new Blob([qs],{type:"text/javascript"}));try{pe=new Worker(r),pe.onmessage=({data:{id:e,found:t}})=>{Fe.get(e)?.(t),Fe.delete(e),Fe.size||Gs()},pe.onerror=Ws}catch{Ws()}finally{URL.revokeObjectURL(r)}return pe}function Js(r,e){let t=ed();if(!t)return Promise.resolve(null);let n=++Qc;return new Promise(o=>{Fe.set(n,o),t.postMessage({id:n,job:r,exact:e})})}var Ys=.005,yr=65536;function Xs({codes:r,flags:e},t){let n=new Uint32Array(65536),o=0;for(let d=0;d<r.length;d++)e[d]===F&&(n[r[d]]++,o++);let i=[];n.forEach((d,p)=>d&&i.push([Math.abs(Ze(t,p)),d])),i.sort((d,p)=>p[0]-d[0]);let s=0,a=i.find(([,d])=>(s+=d)>=Ys*o)?.[0]??0,l=.6*(t.high-t.low)/65535,c=d=>d>l?d:0;return{peak:c(i[0]?.[0]??0),typical:c(a)}}function Zs(r){let e=0,t=0;for(let s=0;s<r.length;s++){let a=Math.abs(r[s]);Number.isFinite(a)&&(t++,a>e&&(e=a))}if(!e)return{peak:e,typical:0};let n=new Uint32Array(yr),o=new Float32Array(yr);for(let s=0;s<r.length;s++){let a=Math.abs(r[s]);if(!Number.isFinite(a))continue;let l=Math.floor(a/e*(yr-1));n[l]++,a>o[l]&&(o[l]=a)}let i=yr;for(let s=0;i>0&&s<Ys*t;)s+=n[--i];return{peak:e,typical:o[i]}}var vr=[],bt=0;function Qs(r){return bt===3?new Promise(e=>vr.push({signal:r,begin:e})):(bt++,bt===1&&setTimeout(ea,12),Promise.resolve())}function ea(){let r=vr.filter(({signal:n})=>!n.aborted),e=r.slice(0,3),t=vr.filter(({signal:n})=>n.aborted);vr=r.slice(3),bt=e.length;for(let{begin:n}of[...t,...e])n();bt&&setTimeout(ea,12)}var td=120,yt=0,ta=()=>++yt,ra=()=>yt,Ve=class{constructor(e){this.changed=e;this.awaited=!1;this.items=new Map}get size(){return this.items.size}values(){return this.items.values()}known(e){return this.items.get(e)?.tile??null}computed(e,t){let n=this.used(e);return n.tile||(n.tile=t()),n.tile&&this.items.set(e,n),n.tile}loaded(e,t){let n=this.items.has(e),o=this.used(e);return n||(this.items.set(e,o),this.load(o,e,t)),o.tile}used(e){let t=this.items.get(e)??{tile:null,failed:!1,used:0};return t.used=this.awaited?yt+td:yt,t}async load(e,t,n){e.stop=new AbortController;try{await Qs(e.stop.signal),e.stop.signal.throwIfAborted(),e.tile=await n(e.stop.signal)}catch(o){if(e.stop.signal.aborted){this.items.get(t)===e&&this.items.delete(t);return}e.failed=!0,this.changed(o instanceof Error&&o.message?o.message:"the image cannot be shown");return}this.changed("")}prune(e){for(let[t,n]of this.items)n.used>=yt-2||t===e||(n.stop?.abort(),this.items.delete(t))}};var wr=class{constructor(e,t,n){this.layer=e;this.headers=t;this.error="";this.tiles=new Ve(o=>{this.error||=o,n()})}at(e,t,n){let o=`${e}/${t}_${n}`,{stored:i}=this.layer;if(!i||this.error)return null;if(i.source.type==="tiles")return this.tiles.loaded(o,s=>this.fetch(e,t,n,s));if(e>0){let s=this.at(e-1,0,0);return s&&this.tiles.computed(o,()=>bo(s))}return this.tiles.loaded(o,()=>this.whole())}async whole(){let{id:e,width:t,height:n}=this.layer,o=this.layer.stored;return Br(await ds(`${e}-values`,o.source),o,t,n)}async fetch(e,t,n,o){let{width:i,height:s}=this.layer,a=this.layer.stored;if(a.source.type!=="tiles")throw new Error("the stored values are missing");let{base:l,tile:c}=a.source,d=await fetch(`${l}${e}/${t}_${n}.bin`,{headers:this.headers(),signal:o});if(!d.ok)throw new Error(`the server answered ${d.status}`);let p=(u,f)=>Math.min(c,Math.ceil(u/2**e)-f*c);return Br(new Uint8Array(await d.arrayBuffer()),a,p(i,t),p(s,n))}};var rd=2**20,xr=class{constructor(e,t){this.layer=e;this.shelf=t;this.error="";this.cachedSizes=null;this.server=null;this.look=null;let n=this.tiled;this.size=n?n.tile:Math.max(e.width,e.height,1);let o=Math.ceil(Math.log2(Math.max(e.width,e.height)/128));this.levels=n?n.levels:Math.max(1,1+o),this.tiles=new Ve(i=>{this.error=i||this.error,t.changed()}),this.stored=new wr(e,()=>t.headers,()=>t.changed()),e.source.type==="tiles"&&(this.server=new br(e.source.base,()=>t.headers,()=>t.changed()))}get tiled(){let{source:e}=this.layer;return e.type==="tiles"?e:e.type==="difference"&&e.first.source.type==="tiles"?e.first.source:null}get ready(){return!!(this.tiles.known(`${this.levels-1}/0_0`)??this.tiles.known("0/0_0"))}set awaited(e){this.tiles.awaited=e}tile(e,t,n){let o=`${e}/${t}_${n}`,i=!this.tiled&&e>0;return this.layer.source.type==="difference"?this.tiles.computed(o,()=>i?this.coarser(e):this.difference(e,t,n)):i?this.tiles.computed(o,()=>this.coarser(e)):this.tiles.loaded(o,s=>this.fetch(e,t,n,s))}prune(){this.tiled&&(this.tiles.prune(`${this.levels-1}/0_0`),this.stored.tiles.prune(""))}numbers(e,t,n){if(this.layer.stored&&!this.stored.error)return this.stored.at(e,t,n);let o=this.tile(e,t,n);return o&&jt(mt(o),this.layer,o.columns,o.rows)}get isExact(){return this.layer.kind==="map"||!ae(this.layer)&&!this.stored.error}values(e,t){let{layer:n}=this;if(e<0||t<0||e>=n.width||t>=n.height)return null;let o=this.isExact?null:this.server?.at(e,t);if(o)return{values:o,exact:!0};let i=this.known(e,t);if(i)return{values:i,exact:this.isExact};let s=n.kind==="image"?this.shown(e,t):null;return s&&{values:s,exact:!1}}known(e,t){let{layer:n,size:o}=this,[i,s]=[Math.floor(e/o),Math.floor(t/o)],[a,l]=[e-i*o,t-s*o];if(n.kind==="image"){let p=this.numbers(0,i,s);return p&&Fr(p,a,l)}let c=this.tile(0,i,s);if(!c)return null;let d=l*c.columns+a;return[c.errors?c.errors[d]:c.flags[d]===F?Ze(n,c.codes[d]):NaN]}shown(e,t){let n=this.tile(0,Math.floor(e/this.size),Math.floor(t/this.size));return n&&Fr(jt(mt(n),this.layer,n.columns,n.rows),e%this.size,t%this.size)}sizes(){if(this.cachedSizes)return this.cachedSizes;let e=this.tiled?this.tile(this.levels-1,0,0):this.tile(0,0,0);return e?.errors?this.cachedSizes=Zs(e.errors):e?.codes&&(this.cachedSizes=Xs(e,this.layer)),this.cachedSizes}brush(e,{scale:t,tone:n}){if(this.layer.kind==="map")return t?e.errors?Ki(e,t):e.codes?Wi(e,Ji(this.layer,t),ir(t)):null:null;if(!n||uo(n,this.layer))return e.bitmap;let o=this.layer.stored?this.numbers(...e.at):null,i=o??jt(mt(e),this.layer,e.columns,e.rows);return Gi(i,this.lookOf(n,i),`${JSON.stringify(n)} ${o!==null}`)}lookOf(e,{channels:t,factor:n,data:o}){let i=`${JSON.stringify(e)} ${t} ${n} ${o.BYTES_PER_ELEMENT}`;return this.look?.key!==i&&(this.look={key:i,look:fo(e,this.layer,t)}),this.look.look}async fetch(e,t,n,o){let{layer:i,tiled:s}=this;if(!s&&i.width*i.height>=rd&&await this.decodeBeside())return this.tiles.known("0/0_0");let l=await this.bitmap(e,t,n,o),c=this.tileOf({columns:l.width,rows:l.height,bitmap:l},e,t,n);return i.kind==="map"&&Hi(c,i.depth??16),c}tileOf(e,t,n,o){let{layer:i,tiled:s,size:a}=this,l=2**t,[c,d]=s?[e.columns*l,e.rows*l]:[i.width,i.height];return{at:[t,n,o],x:n*a*l,y:o*a*l,width:c,height:d,...e}}get exact(){return{colorSpaceConversion:"none",premultiplyAlpha:this.layer.kind==="image"?"premultiply":"none"}}async decodeBeside(){let{id:e,source:t,kind:n,low:o,high:i,depth:s}=this.layer,a={url:await ht(e,t),layer:{kind:n,low:o,high:i,depth:s},levels:this.levels},l=await Js(a,this.exact);return this.cachedSizes??=l?.sizes??null,l?.levels.forEach((c,d)=>this.tiles.computed(`${d}/0_0`,()=>this.tileOf(c,d,0,0))),l!==null}async bitmap(e,t,n,o){let{source:i}=this.layer;if(i.type==="tiles"){let a=`${i.base}${e}/${t}_${n}.png`,l=await fetch(a,{headers:this.shelf.headers,signal:o});if(!l.ok)throw new Error(`the server answered ${l.status}`);return createImageBitmap(await l.blob(),this.exact)}let s=new Image;return s.src=await ht(this.layer.id,i),await s.decode(),createImageBitmap(s,this.exact)}coarser(e){let t=this.tile(e-1,0,0);if(!t)return null;let n=[e,0,0];return t.errors?{...Vi(t),at:n}:{...this.layer.kind==="map"?Bi(t,this.layer):Fi(t),at:n}}difference(e,t,n){let{source:o}=this.layer;if(o.type!=="difference")return null;let{first:i,second:s,kind:a,signed:l}=o,c=[i,s].map(h=>this.shelf.picture(h));this.error=c.map(h=>h.error||h.stored.error).find(Boolean)??"";let d=c[0].tile(e,t,n),[p,u]=c.map(h=>h.numbers(e,t,n));if(!d||!p||!u)return null;let f=vo(p,u,yo(i,s),a,l,i.high-i.low);return{...d,errors:f,bitmap:null,pixels:void 0,painted:void 0}}};var $r=class extends EventTarget{constructor(){super(...arguments);this.headers={};this.version=0;this.pictures=new Map;this.recent=[]}picture(t){let n=this.pictures.get(t.id);return(!n||n.layer.source.type!==t.source.type)&&(n=new xr(t,this),this.pictures.set(t.id,n)),n}opened(t){let n=t.map(i=>i.id);this.recent=[n,...this.recent.filter(i=>i[0]!==n[0])].slice(0,3);let o=new Set(this.recent.flat());for(let[i,s]of this.pictures)if(!i.split("~").every(a=>!a||o.has(a))&&(this.pictures.delete(i),s.layer.source.type==="shard"))for(let a of[i,`${i}-values`])ps(a);ms()}prune(){for(let t of this.pictures.values())t.prune()}changed(){this.version++,this.dispatchEvent(new Event("change"))}};var nd=60,X=240,od=560;function na(r){let{source:e,entry:t,stage:n}=r,{verdicts:o,crops:i}=e,s=i?ye.filter(l=>l!=="random").flatMap(l=>i[l]):[],a={source:e,unfolded:"",change:()=>{},width:od,printed:!0};return m`<article class="sheet" aria-label="Printed page">
 <h2>${e.title}</h2>
 <p>${o?.text??e.summary??""}</p>
 ${e.kind==="study"?hr(a):id(e)}
 ${n&&t?.layers.length?m`<figure>${gr(n)}<figcaption>${t.name}</figcaption></figure>`:b}
 ${s.length?m`<h3>Crops</h3>${s.map(l=>sd(l,r))}`:b}
 ${i?.disclosure?m`<p>${i.disclosure}</p>`:b}
 ${e.kind==="study"?fr(a):b}
 </article>`}function id(r){if(!r.metrics.length||r.entries.length>nd)return b;let{head:e,rows:t}=_e(r);return m`<table><thead><tr>${e.map(n=>m`<th scope="col">${n}</th>`)}</tr></thead>
 <tbody>${t.map(([n,...o])=>m`<tr><th scope="row">${n}</th>${o.map(i=>m`<td>${i}</td>`)}</tr>`)}</tbody></table>`}function sd(r,{source:e,state:t,library:n,byName:o}){let[i]=ve(r,o),s=i?e.entries[i.entry]:void 0,a=s&&i?ad(s,[e.ours??"",r.rival],i.box,n,t):null;return m`<figure>${a}<figcaption>${r.disclosure??`${r.image}: ${r.size}\xD7${r.size} at (${r.x}, ${r.y})`}</figcaption></figure>`}function ad(r,e,t,n,{colourmap:o}){let i=tr(r,e),s=i.map(h=>n.picture(h)),a=s.filter(({layer:h})=>h.kind==="map").map(h=>h.sizes()),l=a.filter(h=>h!==null);if(!i.length||l.length<a.length)return null;let c=Re(i.filter(({kind:h})=>h==="map"),l,{colourmap:o,gain:1,threshold:0}),d=document.createElement("canvas");d.width=i.length*(X+4),d.height=X+18;let p=d.getContext("2d");p.fillStyle="#fff",p.fillRect(0,0,d.width,d.height);let u=Math.min(X/t.width,X/t.height);return s.map((h,g)=>{let y=g*(X+4);p.save(),p.beginPath(),p.rect(y,0,X,X),p.clip();let w=Ie(p,h,{x:y-t.x*u,y:-t.y*u,scale:u,scaleY:u},[y,y+X],{scale:h.layer.kind==="map"?c:null,tone:null});return p.restore(),p.fillStyle="#000",p.font="13px sans-serif",p.fillText(h.layer.label,y+2,X+14,X-4),w}).every(Boolean)?d:null}var oa=T`
 @media screen {
 .sheet {
 display: none;
 }
 }
 @media print {
 :host,
 :host([theme="dark"]) {
 --text: #000;
 --dim: #444;
 --panel: #fff;
 --line: #999;
 --good: #000;
 --bad: #000;
 --accent: #1f5fc8;
 color-scheme: light;
 display: block;
 height: auto;
 min-height: 0;
 color: #000;
 background: #fff;
 overflow: visible;
 border: 0;
 }
 header,
 .toolbar,
 .full,
 main,
 .live,
 dialog,
 difference-confirm {
 display: none;
 }
 .sheet {
 display: block;
 font-size: 10.5pt;
 }
 .sheet h2 {
 font-size: 14pt;
 max-width: none;
 white-space: normal;
 margin: 0 0 6pt;
 }
 .sheet .wide {
 overflow: visible;
 }
 .section summary {
 list-style: none;
 }
 tr {
 break-inside: avoid;
 }
 figure {
 margin: 8pt 0;
 break-inside: avoid;
 }
 figure canvas {
 display: block;
 max-width: 100%;
 max-height: 16cm;
 width: auto;
 height: auto;
 }
 figcaption {
 font-size: 9pt;
 overflow-wrap: anywhere;
 }
 }
`;var Sr=class{constructor(e){this.host=e;e.addController(this)}hostConnected(){}get dialog(){return this.host.renderRoot.querySelector("difference-confirm")}get asking(){return this.dialog?.open??!1}async accept(e){let t=Lt(e);if(!(!t.length||this.asking||!await this.dialog?.ask(t)))for(let n of t)await this.send(n,"accept")}async reject(e,t){e.accept&&await this.send(e,t)}async send(e,t){let n;try{n={problem:"",...await io(e,t,this.host.headers)}}catch(o){n={accept:e.accept,problem:o instanceof Error?o.message:"the decision was not carried out"}}this.keep(e,n),this.host.requestUpdate()}keep(e,t){let n=this.host.document?.entries??[],o=n.findIndex(({id:a})=>a===e.id);if(o<0)return;let{accept:i,...s}=n[o];n[o]={...s,...t}}async copy(e){try{await navigator.clipboard.writeText(e),this.announce("Copied.")}catch{this.announce("The browser does not allow this page to copy; select the command and copy it.")}}announce(e){let t=this.host.renderRoot.querySelector(".live");t&&(t.textContent=e)}};var ld=[...Array.from({length:27},(r,e)=>.35+.025*e),1.1,1.25,1.5,1.75,2,2.5,3],cd=.685,dd=.97,pd=.85;function aa(r,e,t,n=!1){if(!r.length)return[];let o=ud(r.map((u,f)=>fd(r.length,f+1,e,t))),i=gd(r,e,t),s=i&&(n||i.area>=pd*o.area)?i:o,a=cd*e.width*e.height;if(n||s.area>=a)return s.slots;let l=bd(r,e,t),c=l.filter(({slots:u})=>u.every(({ratio:f})=>f<=1)),d=ia(c.length?c:[s]),p=d.area>=a?d:ia([...l,s]);return(s.area>=dd*p.area?s:p).slots}function md(r,e){let t=Math.min(...r.map(({width:n,height:o,ratio:i})=>hd(n,o,e)/i));return r.reduce((n,{ratio:o})=>n+e.width*e.height*(t*o)**2,0)}var ud=r=>r.reduce((e,t)=>t.area>1.02*e.area?t:e),ia=r=>r.reduce((e,t)=>t.area>e.area?t:e),hd=(r,e,t)=>Math.min(r/t.width,Math.max(8,e-22)/t.height),$n=(r,e)=>({slots:r,area:md(r,e)});function xn(r,e,t,n){let o=Math.ceil(r/e),i=t.height/o;return Array.from({length:r},(s,a)=>{let l=Math.floor(a/e),c=l===o-1?r-l*e:e,d=t.width/c;return{x:t.x+a%e*d,y:t.y+l*i,width:d,height:i,ratio:n}})}function fd(r,e,t,n){return $n(xn(r,e,{x:0,y:0,...t},1),n)}function gd(r,e,t){let n=r.filter(({above:l})=>l<0).length;if(n===r.length)return null;let o=e.width/n,i=e.height/2,s=new Set(r.map(({above:l})=>l)),a=r.map(({above:l},c)=>({x:(l<0?c:l)*o,y:l<0?0:i,width:o,height:l<0&&!s.has(c)?e.height:i,ratio:1}));return $n(a,t)}function bd(r,e,t){let n=[!1,!0].map(l=>r.flatMap((c,d)=>c.free===l?[d]:[])),[o,i]=n.map(({length:l})=>l);if(!o||!i)return[];let s=r[0].free,a=[];for(let l=1;l<=o;l++)for(let c=1;c<=i;c++)for(let d of ld)for(let p of[!0,!1])a.push(yd(n,{columns:l,others:c,ratio:d,stacked:p,freeFirst:s},e,t));return a}function yd([r,e],{columns:t,others:n,ratio:o,stacked:i,freeFirst:s},a,l){let[c,d]=[Math.ceil(r.length/t),Math.ceil(e.length/n)],p=i?sa(c*l.height,d*o*l.height,c*22,d*22,a.height):sa(t*l.width,n*o*l.width,0,0,a.width),u=i?a.height:a.width,f=(w,v)=>i?{x:0,y:w,width:a.width,height:v}:{x:w,y:0,width:v,height:a.height},h=xn(r.length,t,f(s?u-p:0,p),1),g=xn(e.length,n,f(s?0:p,u-p),o),y=[];return r.forEach((w,v)=>y[w]=h[v]),e.forEach((w,v)=>y[w]=g[v]),$n(y,l)}function sa(r,e,t,n,o){return t+Math.max(0,o-t-n)*r/(r+e)}var vd=(r,e)=>e?r:Math.min(r,3),kr=class{constructor(e){this.host=e;this.running=!matchMedia("(prefers-reduced-motion: reduce)").matches;this.consent=!1;this.showSecond=!1;this.timer=0;this.speed=0;e.addController(this)}hostDisconnected(){this.set(!1,0)}set(e,t){let n=e&&this.running?vd(t,this.consent):0;n!==this.speed&&(this.speed=n,clearInterval(this.timer),n&&(this.timer=window.setInterval(()=>{this.showSecond=!this.showSecond,this.host.requestUpdate()},1e3/n)))}toggle(){this.running=!this.running,this.host.requestUpdate()}flip(){this.showSecond=!this.showSecond,this.host.requestUpdate()}allow(){this.consent=!0,this.host.requestUpdate()}};function la(r,e,t,n){let o=new Map;for(let d of r){let p=e.get(d.id);p&&o.set(p,[...o.get(p)??[],d])}if(!o.size)return b;let i=r.filter(d=>d.kind==="map").length,s=(d,p,u,f,h,g)=>m`<label>${p} <input type="range" data-control=${d} min=${d==="gain"?-2:0} max=${f} step="0.01" .value=${String(u)} aria-valuetext=${h} @input=${y=>n({[d]:g(Number(O(y)))})} /> ${h}</label>`,a=`${$(t.gain,3)}\xD7`,[l]=o.keys(),c=t.threshold?$(q(t.threshold*l.vmax,l.unit),3):"off";return m`<div class="legend" role="group" aria-label="Scale of the maps">
 ${[...o].slice(0,6).map(([d,p])=>m`<span class="scale" data-scale=${d.label}>
 <span>${$(q(d.vmin,d.unit))}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${d.label}`}></canvas><span>${$(q(d.vmax,d.unit))}</span>
 <small>${wd(p)}: ${d.label}${p[0].positive&&d.vmin<0?`, above 0: ${p[0].positive}`:""}</small>
 </span>`)}
 ${s("gain","Gain",Math.log10(t.gain),2,a,d=>10**d)}
 ${s("threshold","Threshold",t.threshold,1,c,d=>d)}
 <label>Colours <select data-control="colourmap" @change=${d=>n({colourmap:O(d)})}>
 ${te.map(d=>m`<option ?selected=${d===t.colourmap}>${d}</option>`)}
 </select></label>
 ${i>1?m`<label><input type="checkbox" data-control="shared" .checked=${t.shared} @change=${d=>n({shared:re(d)})} /> One scale for all</label>`:b}
 </div>`}function ca(r,e){r.querySelectorAll(".scale").forEach(t=>{let n=e.find(l=>l.label===t.dataset.scale),o=t.querySelector("canvas")?.getContext("2d");if(!n||!o)return;let i=be(n.colourmap),s=i.length/3-1,a=o.createImageData(150,1);for(let l=0;l<150;l++){let c=n.vmin+l/149*(n.vmax-n.vmin);Math.abs(c)<n.threshold&&(c=0);let d=3*Math.round((c-n.vmin)/(n.vmax-n.vmin)*s);a.data.set([i[d],i[d+1],i[d+2],255],4*l)}o.putImageData(a,0,0)})}function wd([r,...e]){let t=r.note??"";return e.length?{error:"error maps",difference:`difference of images, mean of channels${t}`}[r.role]??r.label:`${r.label}${t}`}var Mr=class{constructor(e){this.host=e;this.drag=null;this.fingers=new Map;this.wheel=e=>{let{viewport:t,area:n}=this.host;if(this.host.scrolls&&!e.ctrlKey)return;e.preventDefault();let o=e.deltaMode===1?20:1,i=this.place(e),s=e.ctrlKey?.01:.002,a=Math.max(-.7,Math.min(.7,-e.deltaY*o*s));t.move(),t.zoomTo(t.scale*Math.exp(a),i.x,i.y,n)};this.down=e=>{if(e.button>0)return;e.currentTarget.setPointerCapture(e.pointerId);let t=this.place(e);this.fingers.set(e.pointerId,t);let n=this.host.scrolls&&e.pointerType==="touch"&&this.host.viewport.zoom===null;this.drag={...t,box:e.shiftKey,window:e.altKey,from:this.at(t),start:t,swipes:n}};this.move=e=>{let{viewport:t,area:n}=this.host,o=this.place(e),i=this.fingers.get(e.pointerId);i&&this.fingers.size===2&&this.pinch(e.pointerId,o),i&&this.fingers.set(e.pointerId,o),this.drag&&this.fingers.size===1&&(this.drag.box?this.stretch(o):this.drag.window?this.host.windowed((o.x-this.drag.x)/n.width,(this.drag.y-o.y)/n.height):this.drag.swipes||(t.move(),t.pan(o.x-this.drag.x,o.y-this.drag.y,n.ratio)),this.drag={...this.drag,...o}),t.pointer=this.at(o),t.changed("pointer")};this.up=e=>{let{viewport:t}=this.host;this.fingers.delete(e.pointerId);let{box:n}=t;if(t.box=null,n&&n.width>1&&n.height>1&&t.choose(n),this.drag?.swipes&&e.type==="pointerup"&&this.swipe(this.drag),this.drag=null,this.fingers.size===1){let o=[...this.fingers.values()][0];this.drag={...o,box:!1,window:!1,from:this.at(o),start:o,swipes:!1}}};this.leave=e=>{this.fingers.has(e.pointerId)||(this.host.viewport.pointer=null,this.host.viewport.changed("pointer"))};this.doubleClick=e=>{let{viewport:t,area:n}=this.host,o=this.place(e);t.zoom===null?t.zoomTo(Math.max(1,t.fitScale*2),o.x,o.y,n):t.fit()}}place(e){let t=this.host.canvas.getBoundingClientRect();return{x:(e.clientX-t.left)*devicePixelRatio,y:(e.clientY-t.top)*devicePixelRatio}}at({x:e,y:t}){return this.host.viewport.at(e,t,this.host.area)}pinch(e,t){let{viewport:n,area:o}=this.host,i=this.fingers.get(e),s=[...this.fingers].find(([l])=>l!==e)[1];n.move();let a=l=>Math.hypot(l.x-s.x,l.y-s.y)||1;n.pan((t.x-i.x)/2,(t.y-i.y)/2,o.ratio),n.zoomTo(n.scale*a(t)/a(i),(t.x+s.x)/2,(t.y+s.y)/2,o),this.drag&&(this.drag.swipes=!1)}stretch(e){let{from:t}=this.drag,n=this.at(e);this.host.viewport.box={x:Math.min(t.x,n.x),y:Math.min(t.y,n.y),width:Math.abs(n.x-t.x),height:Math.abs(n.y-t.y)}}swipe({x:e,y:t,start:n}){let o=(e-n.x)/devicePixelRatio;Math.abs(o)>=40&&Math.abs(o)>Math.abs(t-n.y)/devicePixelRatio&&this.host.swiped(o<0?1:-1)}};var xd=(r,e)=>Math.max(8*e,Math.min(20*e,Math.round(r*4)));function da(r,e,t,n){let{width:o,height:i}=r.canvas,s=devicePixelRatio,a=xd(e.scale,s);if(a<=e.scale)return;let l=Math.min(160*s,o,i),c={x:e.x+t.x*e.scale,y:e.y+t.y*e.scale},d=16*s,p=(y,w)=>y+d+l<=w?y+d:Math.max(0,y-d-l),[u,f]=[Math.round(p(c.x,o)),Math.round(p(c.y,i))];r.save(),r.beginPath(),r.rect(u,f,l,l),r.clip(),r.fillStyle="#000",r.fillRect(u,f,l,l);let[h,g]=[Math.floor(t.x)+.5,Math.floor(t.y)+.5];n({x:Math.round(u+l/2-h*a),y:Math.round(f+l/2-g*a),scale:a}),r.strokeStyle="#fff",r.lineWidth=s,r.strokeRect(u+l/2-a/2,f+l/2-a/2,a,a),r.restore();for(let[y,w]of[["#000",4],["#fff",2]])r.strokeStyle=y,r.lineWidth=w*s,r.strokeRect(u,f,l,l)}function pa(r,e,t,n){for(let{number:o,region:i}of n){let s=i.advantage?.better;Sn(r,t,i,s?`${o} ${s}`:String(o),"#fff",s==="second")}e.marked&&Sn(r,t,e.marked,"","#ffd400"),e.box&&Sn(r,t,e.box,"","#4da3ff"),e.pointer&&$d(r,t,e.pointer)}function $d(r,e,t){let n=devicePixelRatio,o=e.x+t.x*e.scale,i=e.y+t.y*e.scale;for(let[s,a]of[["#000",3],["#fff",1]]){r.strokeStyle=s,r.lineWidth=a*n,r.beginPath();for(let[l,c]of[[1,0],[-1,0],[0,1],[0,-1]])r.moveTo(o+l*4*n,i+c*4*n),r.lineTo(o+l*10*n,i+c*10*n);r.stroke()}}function Sn(r,e,t,n,o,i=!1){let{scale:s}=e,a=devicePixelRatio,l=e.x+t.x*s,c=e.y+t.y*s;r.setLineDash(i?[6*a,4*a]:[]);for(let[u,f,h]of[["#000",3,2],[o,1.5,2]]){r.strokeStyle=u,r.lineWidth=f*a;let g=h*a;r.strokeRect(l-g,c-g,t.width*s+2*g,t.height*s+2*g)}if(r.setLineDash([]),!n)return;r.font=`600 ${11*a}px sans-serif`;let d=c>18*a,p=d?c-3*a:Math.max(c,0)+4*a;r.textBaseline=d?"bottom":"top",r.lineWidth=3*a,r.strokeStyle="#000",r.strokeText(n,l+(d?0:4*a),p),r.fillStyle="#fff",r.fillText(n,l+(d?0:4*a),p)}var ma=16,Sd=6,kd=13,Md=.6,Td=r=>r.map(e=>Number.isNaN(e)?"\u2013":$(e,3));function Ed(r,e,t){if(r<ma)return 0;let n=r-2,o=Math.min(kd,n/(1.1*e),n/(Md*t));return o>=Sd?o:0}var Ad=(r,e,t)=>.299*r+.587*e+.114*t>140?"#000":"#fff",Rd=120,Cd=6;function Pd(r,e,{width:t,height:n},o){let{layer:i}=r,s=c=>Math.max(0,Math.floor(-c/e.scale)),a=(c,d,p)=>Math.min(p,Math.ceil((d-c)/e.scale)),l=[];for(let c=s(e.y);c<a(e.y,n,i.height);c++)for(let d=s(e.x);d<a(e.x,t,i.width);d++){let p=r.known(d,c);if(!p)return null;let u=o>=0&&i.kind==="image"?p.slice(Math.min(o,p.length-1)).slice(0,1):p.slice(0,4);l.push({x:d,y:c,lines:Td(u.map(f=>q(f,i.errors)))})}return l}var Tr=class{constructor(e){this.changed=e;this.key="";this.timer=0;this.page=null}stop(){clearTimeout(this.timer),this.key=""}draw(e,t,n,o,i){if(n.scale/devicePixelRatio<ma)return;let{width:s,height:a}=e.canvas,l=JSON.stringify([i,t.layer.id,t.ready,n,s,a,o]);l!==this.key&&(this.stop(),this.key=l,this.page=null,this.timer=window.setTimeout(()=>this.write(e,t,n,o),Rd)),this.page&&e.drawImage(this.page,0,0)}write(e,t,n,o){let i=Pd(t,n,e.canvas,o);i||(this.key="");let s=Math.max(0,...(i??[]).flatMap(({lines:u})=>u.map(f=>f.length))),a=Ed(n.scale/devicePixelRatio,i?.[0]?.lines.length??1,s)*devicePixelRatio;if(!i?.length||!a)return;let[l,c]=ne(e.canvas.width,e.canvas.height);Object.assign(c,{font:`${a}px ui-monospace, monospace`,textAlign:"center",textBaseline:"middle"});let[,d]=ne(l.width,l.height,!0);d.drawImage(e.canvas,0,0);let p=d.getImageData(0,0,l.width,l.height);this.page=l,this.slice(c,p,n,i,a)}slice(e,t,n,o,i){let s=performance.now(),a=0;for(let{x:c,y:d,lines:p}of o){if(a%50===49&&performance.now()-s>Cd)break;let[u,f]=[n.x+(c+.5)*n.scale,n.y+(d+.5)*n.scale];e.fillStyle=Od(t,u,f),p.forEach((h,g)=>e.fillText(h,u,f+(g-(p.length-1)/2)*1.1*i)),a++}this.changed();let l=o.slice(a);l.length&&(this.timer=window.setTimeout(()=>this.slice(e,t,n,l,i)))}};function Od({data:r,width:e,height:t},n,o){let i=(a,l)=>Math.max(0,Math.min(l-1,Math.round(a))),s=4*(i(o,t)*e+i(n,e));return Ad(r[s],r[s+1],r[s+2])}var Er=class{constructor(){this.sheets=new Map}keep(e){for(let t of this.sheets.keys())e.includes(t)||this.sheets.delete(t)}draw(e,t,n,o,[i,s],a){let l=this.sheets.get(t);if(l?.key!==n){this.sheets.set(t,{key:n,canvas:null}),a(e,i,s);return}let{width:c,height:d}=e.canvas;l.canvas??=Ld(c,d,o,a),e.drawImage(l.canvas,i,0,s-i,d,i,0,s-i,d)}};function Ld(r,e,t,n){let[o,i]=ne(r,e);return i.fillStyle=t,i.fillRect(0,0,r,e),n(i,0,r),o}var ua=T`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--stage);
 container-type: inline-size;
 outline: 1px solid var(--line);
 }
 header {
 display: flex;
 gap: 8px;
 align-items: baseline;
 padding: 0 8px;
 font-size: 12px;
 line-height: 22px;
 height: 22px;
 flex: none;
 overflow: hidden;
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
`;var kn=(r,e)=>JSON.stringify(r)!==JSON.stringify(e),Mn=class extends R{constructor(){super();this.drawing=0;this.watcher=null;this.gestures=new Mr(this);this.numbers=new Tr(()=>this.draw());this.sheets=new Er;this.redraw=()=>this.draw();this.ratio=1,this.tone=se,this.loupe=!1,this.scrolls=!1}static{this.properties={library:{attribute:!1},viewport:{attribute:!1},layer:{attribute:!1},over:{attribute:!1},split:{attribute:!1},opacity:{attribute:!1},scales:{attribute:!1,hasChanged:(t,n)=>kn([...t],n&&[...n])},regions:{attribute:!1,hasChanged:(t,n)=>t.length!==n?.length||t.some(({region:o},i)=>o!==n[i].region)},heading:{attribute:!1},score:{attribute:!1,hasChanged:kn},ratio:{attribute:!1},tone:{attribute:!1,hasChanged:kn},loupe:{attribute:!1},scrolls:{attribute:!1}}}static{this.styles=ua}render(){let t=this.layer?this.library.picture(this.layer):null,n=t?.error||(t?.ready?"":"Loading \u2026");return m`
 <header>${this.roleName()}<b title=${this.heading}>${this.heading}</b>${this.score?m`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>`:b}</header>
 <div
 @wheel=${this.gestures.wheel}
 @pointerdown=${this.gestures.down}
 @pointermove=${this.gestures.move}
 @pointerup=${this.gestures.up}
 @pointercancel=${this.gestures.up}
 @pointerleave=${this.gestures.leave}
 @dblclick=${this.gestures.doubleClick}
 >
 <canvas role="img" aria-label=${this.description()}></canvas>
 ${n?m`<p>${n}</p>`:b}
 <output aria-hidden="true"></output>
 </div>
 `}roleName(){let{role:t,label:n}=this.layer??{};return this.over||n?.toLowerCase()===t||t!=="first"&&t!=="second"?b:m`<small>${t}</small>`}description(){let{layer:t,over:n}=this;return t?`${this.heading}, ${t.width} by ${t.height} pixels${n?`, with ${n.label}`:""}`:""}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(()=>this.measure())}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.numbers.stop(),this.sheets.keep([]),this.viewport?.removeEventListener("view",this.redraw),this.viewport?.removeEventListener("pointer",this.redraw)}firstUpdated(){this.viewport.addEventListener("view",this.redraw),this.viewport.addEventListener("pointer",this.redraw),this.watcher?.observe(this.canvas),this.measure()}updated(t){this.draw()}get canvas(){return this.renderRoot.querySelector("canvas")}measure(){let t=this.canvas.getBoundingClientRect();if(!t.width)return;let n=Math.max(1,Math.round(t.width*devicePixelRatio)),o=Math.max(1,Math.round(t.height*devicePixelRatio));(this.canvas.width!==n||this.canvas.height!==o)&&(this.canvas.width=n,this.canvas.height=o),this.paint()}get area(){let{width:t,height:n}=this.canvas;return{width:t,height:n,ratio:this.ratio}}get frame(){return this.viewport.frame(this.area)}swiped(t){this.dispatchEvent(new CustomEvent("swipe-image",{detail:t,bubbles:!0,composed:!0}))}windowed(t,n){this.dispatchEvent(new CustomEvent("drag-window",{detail:[t,n],bubbles:!0,composed:!0}))}draw(){this.drawing||(this.drawing=requestAnimationFrame(()=>{this.drawing=0,this.paint(),this.showValues()}))}paint(){if(!this.hasUpdated||!this.layer)return;let t=this.canvas.getContext("2d",{alpha:!1});if(!t)return;let{width:n,height:o}=this.canvas;this.canvas.parentElement.style.touchAction=this.viewport.zoom===null?"pan-y":"none";let i=getComputedStyle(this).backgroundColor;t.fillStyle=i,t.fillRect(0,0,n,o);let{frame:s}=this;this.sheets.keep([this.layer.id,this.over?.id??""]),this.pictures(t,s,i);let a={scale:this.scales.get(this.layer.id)??null,tone:this.tone};this.over||this.numbers.draw(t,this.library.picture(this.layer),s,this.tone.channel,JSON.stringify(a)),pa(t,this.viewport,s,this.regions);let{pointer:l}=this.viewport;this.loupe&&l&&da(t,s,l,c=>this.pictures(t,c))}pictures(t,n,o){let{over:i,split:s}=this,{width:a}=this.canvas,l=i&&s!==null?Math.round(s*a):a;this.picture(t,this.layer,n,[0,l],o),i&&(t.globalAlpha=s===null?this.opacity:1,this.picture(t,i,n,[s===null?0:l,a],s===null?void 0:o),t.globalAlpha=1)}picture(t,n,o,[i,s],a){if(s<=i)return;let l=(f,h,g)=>this.layerOn(f,n,o,h,g);if(a===void 0)return l(t,i,s);let{width:c,height:d}=this.canvas,p=this.scales.get(n.id),u=JSON.stringify([o,c,d,this.library.version,ra(),this.viewport.moving,p,this.tone,a]);this.sheets.draw(t,n.id,u,a,[i,s],l)}layerOn(t,n,o,i,s){let{x:a,y:l}=this.viewport.scalesOf(n,o.scale),c={scale:this.scales.get(n.id)??null,tone:this.tone,moving:this.viewport.moving};t.save(),t.beginPath(),t.rect(i,0,s-i,this.canvas.height),t.clip(),Ie(t,this.library.picture(n),{...o,scale:a,scaleY:l},[i,s],c),t.restore()}showValues(){let t=this.renderRoot.querySelector("output");if(!t||!this.layer)return;let{pointer:n,world:o}=this.viewport,s=n&&n.x>=0&&n.y>=0&&n.x<o.width&&n.y<o.height?[this.layer,this.over].map(a=>this.valuesOf(a,n)).join(""):"";t.textContent!==s&&(t.textContent=s)}valuesOf(t,n){if(!t)return"";let{x:o,y:i}=this.viewport.scalesOf(t,1),[s,a]=[Math.floor(n.x/o),Math.floor(n.y/i)];if(s>=t.width||a>=t.height)return this.over?"":`${s}, ${a}  no pixel`;let l=this.library.picture(t).values(s,a),c=l?.values.map(f=>Number.isNaN(f)?"\u2013":$(q(f,t.errors),5)),d=c?[...c,...t.errors?[t.errors.name]:[]].join(" "):"\u2026",p=l&&!l.exact?"\u2248 ":"",u=this.over?`${t.label} `:`${s}, ${a}  `;return`${this.over&&t===this.over?"   ":""}${u}${p}${d}`}};customElements.define("difference-pane",Mn);function fa(r,e,t,n){let o=Ne(r),i=e.mode==="side";if(o.length<(i?3:2))return b;let s=i?t?er(r,e):Se(r,e):[e.flip];return m`<div class="chips" role="group" aria-label=${i?"Shown images":"Shown image"}>
 ${o.map((a,l)=>{let c=s.includes(a),d=c?s.filter(f=>f!==a):[...s,a].sort((f,h)=>f-h),p=i&&t&&a===s[0],u=i&&c&&(p||s.length===1);return m`<button class="chip" data-layer=${a} aria-pressed=${c} ?disabled=${u} @click=${()=>n(i&&!t?{shown:d}:{flip:a})}>${l<9?m`<kbd aria-hidden="true">${l+1}</kbd> `:b}${r.layers[a].label}</button>`})}
  </div>`}var qe=(r,e)=>r[Math.min(e,r.length-1)]?.label??"";function ga(r,e,t,n){let o=r.map((a,l)=>({layer:a,index:l})),i=(a,l)=>m`<label>${l}
 <select data-control=${a} @change=${c=>n({[a]:Number(O(c))})}>
 ${o.filter(({layer:c})=>e.mode!=="difference"||c.kind==="image").map(({layer:c,index:d})=>m`<option value=${d} ?selected=${Math.min(e[a],r.length-1)===d}>${c.label}</option>`)}
 </select></label>`,s=(a,l,c,d,p)=>m`<input type="range" aria-label=${l} data-control=${a} min=${c} max=${d} step=${p} .value=${String(e[a])} @input=${u=>n({[a]:Number(O(u))})} />`;return m`<div class="group" role="group" aria-label="Images to compare">
 ${i("first","A")}
 <button @click=${()=>n({first:e.second,second:e.first})} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
 ${i("second","B")}
 ${e.mode==="overlay"?m`<span class="mix"><b>A</b> ${qe(r,e.first)} ${s("opacity","Share of B",0,1,.01)} <b>B</b> ${qe(r,e.second)} ${Math.round(100*e.opacity)} %</span>`:b}
 ${e.mode==="blink"?m`<label>Speed ${s("speed","Changes per second",.2,10,.1)} ${e.speed} per second</label>
 <button data-control="blink" aria-pressed=${t.running} @click=${()=>t.toggle()}>${t.running?"Pause":"Resume"}</button>
 ${e.speed>3&&!t.consent?m`<span class="warning" role="alert">Shown ${3} times a second: faster flashes can trigger seizures. <button data-control="consent" @click=${()=>t.allow()}>Show faster</button></span>`:b}`:b}
 </div>`}function ba(r,e,t){let n=Math.round(100*e.split),o=s=>{let a=s.currentTarget;if(s.type==="pointerdown"&&a.setPointerCapture(s.pointerId),!a.hasPointerCapture(s.pointerId))return;let l=a.parentElement.getBoundingClientRect();t({split:Math.max(0,Math.min(1,(s.clientX-l.left)/l.width))})},i=s=>{let a={ArrowLeft:-.02,ArrowRight:.02,Home:-1,End:1}[s.key];a!==void 0&&(s.preventDefault(),s.stopPropagation(),t({split:Math.max(0,Math.min(1,e.split+a))}))};return m`<span class="side a" aria-hidden="true">A \u00b7 ${qe(r,e.first)}</span>
 <span class="side b" aria-hidden="true">B \u00b7 ${qe(r,e.second)}</span>
 <button
 class="handle"
 role="slider"
 aria-label="Divider between A and B"
 aria-valuemin="0"
 aria-valuemax="100"
 aria-valuenow=${n}
 aria-valuetext=${`A: ${qe(r,e.first)}, ${n} %; B: ${qe(r,e.second)}`}
 @pointerdown=${o}
 @pointermove=${o}
 @keydown=${i}
 ></button>`}var ya=T`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 }
 .foot {
 display: flex;
 flex-wrap: wrap;
 gap: 3px 14px;
 align-items: center;
 box-sizing: border-box;
 padding: 3px 8px;
 border-top: 1px solid var(--line);
 background: var(--panel);
 flex: none;
 font-size: 12px;
 }
 .foot:not(:has(*)) {
 display: none;
 }
 .chips {
 display: flex;
 flex-wrap: wrap;
 gap: 3px;
 max-height: 58px;
 overflow: auto;
 }
 .chips kbd {
 font: 11px var(--mono);
 color: var(--dim);
 }
 .mix {
 display: inline-flex;
 gap: 5px;
 align-items: center;
 }
 .warning {
 color: var(--warn);
 }
 .panes {
 flex: 1;
 min-height: 0;
 background: var(--stage);
 position: relative;
 overflow: hidden;
 }
 difference-pane {
 position: absolute;
 }
 .side {
 position: absolute;
 top: 30px;
 max-width: 40%;
 margin: 0 18px;
 padding: 1px 7px;
 border-radius: 4px;
 font-size: 12px;
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .handle {
 position: absolute;
 top: 22px;
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
 gap: 3px 14px;
 align-items: center;
 font-size: 12px;
 }
 .legend input[type="range"] {
 width: 80px;
 }
 .scale {
 display: flex;
 gap: 6px;
 align-items: center;
 font-variant-numeric: tabular-nums;
 }
 .scale small {
 color: var(--dim);
 font-size: 11px;
 }
 .scale canvas {
 width: 90px;
 height: 12px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 .empty {
 height: 100%;
 margin: 0;
 box-sizing: border-box;
 display: grid;
 place-content: center;
 text-align: center;
 color: var(--dim);
 background: var(--stage);
 padding: 24px;
 }
`;var Tn=class extends R{constructor(){super(...arguments);this.blinking=new kr(this);this.scales=new Map;this.parts=[];this.panes=[];this.placed="";this.world=null;this.filled=!1;this.watcher=null;this.pruning=0;this.loaded=!1;this.updating=0;this.onLibrary=()=>{this.loaded=!0,this.updating||=requestAnimationFrame(()=>{this.updating=0,this.requestUpdate()})};this.onView=()=>{ta();let{world:t,filled:n}=this.viewport;(t!==this.world||n!==this.filled)&&this.place(),cancelAnimationFrame(this.pruning),this.pruning=requestAnimationFrame(()=>requestAnimationFrame(()=>this.library.prune()))};this.takeFocus=({target:t,currentTarget:n})=>{t.localName==="difference-pane"&&n.focus({preventScroll:!0})};this.hold=({currentTarget:t})=>{this.viewport.move();let n=t;n.style.minHeight=`${n.offsetHeight}px`};this.release=({currentTarget:t})=>{t.style.minHeight=""}}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},narrow:{attribute:!1}}}static{this.styles=[H,ya]}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.viewport.addEventListener("view",this.onView),this.watcher=new ResizeObserver(()=>this.place()),this.watcher.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.viewport.removeEventListener("view",this.onView),this.watcher?.disconnect()}rescale(t){let n=new Map;for(let o of t){if(o.kind!=="map")continue;let i=["difference","error"].includes(o.role)?`${o.role} ${o.unit_range}`:o.label,s=this.state.shared?`${i} ${o.unit} ${o.signed}`:o.id;n.set(s,[...n.get(s)??[],o])}this.scales=new Map;for(let o of n.values()){let i=o.map(a=>this.library.picture(a).sizes()).filter(a=>a!==null),s=Re(o,i,this.state);for(let a of o)this.scales.set(a.id,s)}}render(){let{entry:t,state:n}=this;if(!t)return b;if(!t.layers.length){let{errors:a,load:l,opening:c}=t,d=a?.join(" ")||(l||c?"Opening \u2026":"The pictures of this image are not in this report.");return m`<div class="panes"><p class="empty">${d}</p></div>`}this.parts=Ai(t,n,this.narrow,this.blinking.showSecond);let o=this.parts.flatMap(({layer:a,over:l})=>l?[a,l]:[a]);this.rescale(o);let i=a=>this.change(a),s=n.mode==="side"||n.mode==="flip";return m`
 <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom" @pointerup=${this.takeFocus} @swipe-image=${a=>this.step(a.detail)} @drag-window=${a=>this.change(ho(this.state,...a.detail))}>
 ${this.parts.map(a=>this.pane(a))}
 ${n.mode==="slider"?ba(t.layers,n,i):b}
 </div>
 <div class="foot" @input=${this.hold} @change=${this.release}>
 ${s?fa(t,n,this.narrow,i):ga(t.layers,n,this.blinking,i)}
 ${la(o,this.scales,n,i)}
 </div>
 `}pane({layer:t,over:n,split:o,opacity:i}){let{document_:s,entry:a,state:l}=this;return m`<difference-pane
 .library=${this.library}
 .viewport=${this.viewport}
 .layer=${t}
 .over=${n??null}
 .split=${o??null}
 .opacity=${i??1}
 .scales=${new Map([t,...n?[n]:[]].flatMap(({id:c})=>this.scales.has(c)?[[c,this.scales.get(c)]]:[]))}
 .regions=${l.boxes?Ce(a,l.kind):[]}
 .heading=${n?`A: ${t.label}  |  B: ${n.label}`:t.label}
 .score=${n?null:jo(s,t,l)}
 .tone=${mo(l)}
 .loupe=${l.loupe}
 .scrolls=${this.narrow}
 ></difference-pane>`}step(t){this.change({flip:Mi(this.entry,this.state,t,this.narrow)})}place(){({world:this.world,filled:this.filled}=this.viewport);let t=this.renderRoot.querySelector(".panes");if(!t||!this.entry?.layers.length||!this.hasUpdated)return;let{clientWidth:n,clientHeight:o}=t,{world:i,filled:s}=this.viewport,a=this.parts.some(({layer:g})=>g.kind==="map"),l=({kind:g,role:y})=>a?g==="map":y==="reference",c=this.parts.map(({layer:g,above:y})=>({free:l(g),above:y??-1})),d=[...t.querySelectorAll("difference-pane")],p=JSON.stringify([n,o,i,c,devicePixelRatio,s]);if(d.length===this.panes.length&&d.every((g,y)=>g===this.panes[y])&&p===this.placed||!n||!o)return;this.placed=p,this.panes=d;let f=aa(c,{width:n,height:o},i,s);f.forEach((g,y)=>d[y]&&Nd(d[y],g));let h=g=>Math.max(1,Math.floor(Math.min(...f.map(y=>g(y)*devicePixelRatio/y.ratio))));this.viewport.resize(h(({x:g,width:y})=>Math.round(g+y)-Math.round(g)),h(({y:g,height:y})=>Math.round(g+y)-Math.round(g)-22))}updated(t){this.place(),ca(this.renderRoot,[...this.scales.values()]);let{mode:n,speed:o,split:i}=this.state;this.blinking.set(n==="blink"&&this.isConnected,o);let{renderRoot:s}=this,a=100*i;s.querySelectorAll(".handle, .side.b").forEach(l=>l.style.left=`${a}%`),s.querySelectorAll(".side.a").forEach(l=>l.style.right=`${100-a}%`),(this.loaded||t.size===0)&&s.querySelectorAll("difference-pane").forEach(l=>l.requestUpdate()),this.loaded=!1}change(t){this.dispatchEvent(new CustomEvent("change-state",{detail:t,bubbles:!0,composed:!0}))}};function Nd(r,{x:e,y:t,width:n,height:o,ratio:i}){let[s,a]=[Math.round(e),Math.round(t)];Object.assign(r.style,{left:`${s}px`,top:`${a}px`,width:`${Math.round(e+n)-s}px`,height:`${Math.round(t+o)-a}px`}),r.ratio=i}customElements.define("difference-stage",Tn);function va(r){let e=r?.statements??[];if(!e.length)return b;let t=new Set((r?.regions??[]).map(({advantage:n})=>n?.better));return m`<div class="statements" role="group" aria-label="The whole pair">
 ${e.map(n=>m`<p>${n}</p>`)}
 ${t.has("first")||t.has("second")?m`<p class="note">Boxes name the better image; they are dashed where it is the second.</p>`:b}
 </div>`}var En=class extends R{constructor(){super();this.start={state:ot,place:W};this.tables=null;this.byName=new Map;this.placeIndex=-1;this.announced="";this.library=new $r;this.viewport=new It;this.review=new Sr(this);this.embedding=new Bt(this);this.history=new Yt(this);this.skip=t=>{t.preventDefault(),this.stage?.renderRoot.querySelector(".panes")?.focus()};this.document=null,this.src="",this.headers={},this.embedded=!1,this.state=ot,this.failure="",this.theme="",this.narrow=!1,this.printing=!1,new or(this,t=>{this.document&&!this.review.asking&&Li(t,this.controls)},()=>this.showZoom())}static{this.properties={document:{attribute:!1},src:{},headers:{attribute:!1},embedded:{type:Boolean},state:{state:!0},failure:{state:!0},theme:{reflect:!0},narrow:{type:Boolean,reflect:!0},printing:{state:!0}}}static{this.styles=[H,pr,Ss,Wn,Vs,Bs,oa]}connectedCallback(){super.connectedCallback(),this.load()}async load(){if(this.library.headers=this.headers,!this.document)try{this.document=await zi(this.src,this.headers)}catch(t){this.failure=`This page cannot be opened: ${t instanceof Error?t.message:"its document is damaged"}.`}}willUpdate(t){t.has("document")&&this.document&&this.open(this.document),t.has("headers")&&(this.library.headers=this.headers),this.theme=this.state.theme||this.embedding.theme}open(t){if(this.failure=Di(t),this.failure)return;this.tables=new Vt(t),this.byName=new Map(t.entries.map((o,i)=>[o.name,i]));let n=this.clientWidth||innerWidth;this.narrow=n<=De,this.start=Ii(t,n),this.history.read()}renew(t){let[n,o]=Ui(t,this.document);this.history.keep(),this.document=n,this.write(".live",`${o} new ${o===1?"result":"results"}.`)}restore(t,n){let{entries:o,metrics:i}=this.document,s=Math.min(t.entry,Math.max(0,o.length-1));this.state={...t,entry:s,metric:Math.min(t.metric,Math.max(0,i.length-1))},this.world(),this.viewport.place=n}showZoom(){this.write(".zoom",Xr(this.viewport.scale)),this.history.save()}announce(){let t=`${this.entry?.name??""}, ${this.state.mode}, zoom ${this.viewport.words}`;t!==this.announced&&this.write(".live",this.announced=t)}write(t,n){let o=this.renderRoot.querySelector(t);o&&(t===".live"||o.textContent!==n)&&(o.textContent=n)}get entry(){return this.document?.entries[this.state.entry]??null}async complete(){let{document:t,state:n}=this;!t||!await ji(t,n.entry,this.headers)||this.state.entry!==n.entry||(this.state.tab==="places"&&!Ot(t)&&this.change({tab:"about"}),this.world(),this.requestUpdate(),await this.updateComplete,this.viewport.changed())}world(){this.complete();let t=this.entry?.layers??[];this.viewport.openLargest(t),this.library.opened(t)}change(t){let n=t.entry!==void 0&&t.entry!==this.state.entry;n&&this.history.open(),this.state={...this.state,...t},(n||t.kind!==void 0)&&(this.placeIndex=-1),n&&(this.world(),this.viewport.place=W),this.history.save()}show(t,n){t===this.state.entry&&this.history.open(),this.change({entry:t}),this.viewport.place=xe(n),this.requestUpdate()}step(t){let n=this.document?ro(this.document,this.state,this.byName):[];if(!n.length)return;let o=(this.placeIndex+t+n.length)%n.length,{entry:i,box:s}=n[o];this.show(i,s),this.placeIndex=o}render(){if(this.failure)return m`<p class="failure" role="alert">${this.failure}</p>`;let t=this.document;if(!t)return m`<p class="failure">Loading \u2026</p>`;let{entry:n,state:o,viewport:i}=this;return m`
 ${Ho(t,o.verdict,{skip:this.skip,toggleTheme:()=>this.toggleTheme(),help:()=>Jt(this.renderRoot),toggleVerdict:()=>this.change({verdict:!o.verdict}),statistics:()=>this.change({tab:"methods",lists:!0})})}
 ${ii(t,n,this.controls,{open:(s,a)=>this.openTab(s,a)})}
 <main @change-state=${s=>this.change(s.detail)}>
 ${o.lists?m`<aside aria-label="Lists">${Ns(this.listContext)}</aside>${this.narrow?b:Ro(this.listWidth,s=>this.change({width:s}))}`:b}
 <section aria-label=${n?.name??"Images"}>
 ${t.run&&n?po(n,this.review):b}
 ${va(n)}
 <difference-stage .document_=${t} .entry=${n} .state=${o} .library=${this.library} .viewport=${i} .narrow=${this.narrow}></difference-stage>
 </section>
 ${o.inspector&&n?.layers.length?m`<difference-inspector id="inspector" .document_=${t} .entry=${n} .state=${o} .library=${this.library} .viewport=${i} .controls=${this.controls}></difference-inspector>`:b}
 </main>
 <div class="live" role="status" aria-live="polite"></div>
 ${t.run?.writable?m`<difference-confirm></difference-confirm>`:b}
 ${Go(this.embedded,t.run)}
 ${this.printing?na({source:t,entry:n,state:o,library:this.library,byName:this.byName,stage:this.stage?.renderRoot??null}):b}
 `}updated(){let t=this.renderRoot.querySelector("aside");t&&(t.style.width=this.narrow?"":`${this.listWidth}px`),this.write(".zoom",Xr(this.viewport.scale))}openTab(t,n){let o=this.state.lists&&t===this.state.tab&&!this.narrow;this.change({tab:t,lists:!o}),n&&this.updateComplete.then(()=>this.renderRoot.querySelector("[role=tab][aria-selected=true]")?.focus())}get listWidth(){return Mo(this.state,this.clientWidth,this.narrow)}get listContext(){let{state:t,library:n,entry:o,byName:i,review:s}=this;return{source:this.document,state:t,library:n,entry:o,byName:i,tables:this.tables,marked:this.viewport.marked,width:this.listWidth,change:a=>this.change(a),show:(a,l)=>this.show(a,l),accept:a=>{s.accept(a)},copy:a=>{s.copy(a)}}}other(t){let n=this.renderRoot.querySelector("difference-table, difference-run"),{entries:o,run:i}=this.document,{state:s}=this;n?n.step(t):i?this.change({entry:Nt(_t(o,s,s.sort==="name"),s.entry,t)??s.entry}):this.change({entry:(s.entry+t+o.length)%o.length})}get stage(){return this.renderRoot.querySelector("difference-stage")}toggleTheme(){let t=this.theme?this.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;this.change({theme:t?"light":"dark"}),this.updateComplete.then(()=>this.viewport.changed())}get controls(){return Us(this)}};customElements.define("difference-page",En);})();
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

lit-html/directives/guard.js:
  (**
   * @license
   * Copyright 2018 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directive-helpers.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
